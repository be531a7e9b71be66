import type { OidcKey } from '../storage/oidc-storage.port.js';

/** An access token that was minted and hasn't left yet. */
export interface MintedAccessToken {
  readonly jti: string;
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  /** NumericDate, s. */
  readonly iat: number;
  readonly exp: number;
  readonly kid: string;
  readonly grantId?: string;
  readonly sessionId?: string;
}

/** A refresh token that was stored and hasn't left yet. */
export interface MintedRefreshToken {
  readonly key: OidcKey;
  /** Its id for people and facts; says nothing about its text. */
  readonly tokenId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly grantId?: string;
  readonly sessionId?: string;
}

/** The code or refresh token that is being exchanged. */
export interface Redeemed {
  readonly key: OidcKey;
  readonly consumedAtMs: number;
  /** Whether this request consumed it; a retry within the window didn't, and a token that stays valid is never consumed. */
  readonly first: boolean;
  /** Of a refresh token. */
  readonly tokenId?: string;
}

/** What one token request has read, used up and minted so far. */
export interface Issuance {
  /** What had been folded before anything was checked. */
  readonly rpos: string;
  /** Where the request comes from. */
  readonly address: string | undefined;
  access?: MintedAccessToken;
  refresh?: MintedRefreshToken;
  redeemed?: Redeemed;
}

const issuances = new WeakMap<object, Issuance>();

/** Starts the record of a token request. */
export function beginIssuance(ctx: object, rpos: string, address: string | undefined): Issuance {
  const issuance = { rpos, address };
  issuances.set(ctx, issuance);
  return issuance;
}

/** The record of the token request that is being answered. */
export function issuanceOf(ctx: object | undefined): Issuance {
  const issuance = ctx === undefined ? undefined : issuances.get(ctx);
  if (issuance === undefined) throw new Error('A token was to be minted outside of a token request.');
  return issuance;
}
