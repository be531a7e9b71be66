import type { TokenKind } from '../revocation/index.js';

/** What every revocation says. */
interface Revocation {
  /** Kinds of token that are revoked; at least one. */
  readonly covers: readonly TokenKind[];
  /** At most 500 characters. */
  readonly reason?: string | undefined;
}

/** Revokes one token by its id, known to us or not. */
export interface RevokeToken extends Revocation {
  readonly iss: string;
  /** `jti` of a JWT, or the id of a refresh token. */
  readonly jti: string;
}

/** Revokes one grant: its refresh token and what was minted from it. */
export interface RevokeGrant extends Revocation {
  readonly grantId: string;
}

/** Revokes everything a user holds of an app. */
export interface RevokeUserAppTokens extends Revocation {
  readonly userId: string;
  readonly clientId: string;
}

/** Revokes everything a user holds. */
export interface RevokeUserTokens extends Revocation {
  readonly userId: string;
}

/** Revokes everything of an app. */
export interface RevokeAppTokens extends Revocation {
  readonly clientId: string;
}

/** Ends one sign-in session. */
export interface RevokeSession extends Revocation {
  readonly sessionId: string;
}

/** Revokes everything of the organisation. */
export type RevokeOrgTokens = Revocation;
