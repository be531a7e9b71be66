import type { TokenKind } from '../values/token-kind.js';
import type { ClientMetadata } from './client-metadata.js';
import { GOVERNANCE_TYPES, type GovernanceDecision } from './governance-decisions.js';

/** A public signing key of an issuer: RFC 7517 members only, never a private one. */
export interface PublicSigningKey {
  readonly kid: string;
  readonly alg: string;
  /** The public JWK, as served at `jwks_uri`. */
  readonly jwk: Readonly<Record<string, string>>;
}

interface Base<T extends string, D> {
  readonly type: T;
  readonly data: D;
}

/** An organisation exists, with its issuer and first signing key. */
export type OrgRegistered = Base<
  'OrgRegistered',
  { readonly name: string; readonly issuer: string; readonly key: PublicSigningKey }
>;
/** An app exists, by its RFC 7591 metadata. */
export type AppRegistered = Base<
  'AppRegistered',
  {
    readonly clientId: string;
    readonly metadata: ClientMetadata;
    /** `false`: it is known, but not installed yet. */
    readonly installed?: boolean;
  }
>;
/** An app was blocked: nothing of it is accepted, and nothing is issued to it, until that block is lifted. */
export type AppBlocked = Base<
  'AppBlocked',
  { readonly clientId: string; readonly blockId: string; readonly reason?: string }
>;
/** Blocks of an app were lifted; what was issued before stays refused. */
export type AppUnblocked = Base<
  'AppUnblocked',
  { readonly clientId: string; readonly blockIds: readonly string[]; readonly reason?: string }
>;
/** One token was revoked by its id, known to us or not. */
export type TokenRevoked = Base<
  'TokenRevoked',
  {
    readonly iss: string;
    readonly jti: string;
    readonly covers: readonly TokenKind[];
    readonly reason?: string;
  }
>;
/** One grant was revoked: its refresh token and what was minted from it. */
export type GrantRevoked = Base<
  'GrantRevoked',
  { readonly grantId: string; readonly covers: readonly TokenKind[]; readonly reason?: string }
>;
/** Everything a user holds of an app was revoked. */
export type UserAppTokensRevoked = Base<
  'UserAppTokensRevoked',
  {
    readonly userId: string;
    readonly clientId: string;
    readonly covers: readonly TokenKind[];
    readonly reason?: string;
  }
>;
/** Everything a user holds was revoked. */
export type UserTokensRevoked = Base<
  'UserTokensRevoked',
  { readonly userId: string; readonly covers: readonly TokenKind[]; readonly reason?: string }
>;
/** Everything of an app was revoked. */
export type AppTokensRevoked = Base<
  'AppTokensRevoked',
  { readonly clientId: string; readonly covers: readonly TokenKind[]; readonly reason?: string }
>;
/** One sign-in session was ended. */
export type SessionRevoked = Base<
  'SessionRevoked',
  { readonly sessionId: string; readonly covers: readonly TokenKind[]; readonly reason?: string }
>;
/** Everything of the organisation was revoked. */
export type OrgTokensRevoked = Base<
  'OrgTokensRevoked',
  {
    readonly covers: readonly TokenKind[];
    readonly reason?: string;
    /** The announced end of sessions that this is. */
    readonly scheduleId?: string;
  }
>;
/**
 * The issuer signs with a new key. `graceful`: the older keys stay in the JWKS until what they signed has expired.
 * `revoke`: the older keys are denied, and every JWT access token signed so far with them; refresh tokens and sessions stay.
 */
export type SigningKeysRotated = Base<
  'SigningKeysRotated',
  {
    readonly iss: string;
    readonly mode: 'graceful' | 'revoke';
    readonly key: PublicSigningKey;
    readonly retiredKids: readonly string[];
    readonly deniedKids: readonly string[];
    readonly reason?: string;
  }
>;
/** A user exists, under a pseudonymous id; the name lives in the credential store and can be erased. */
export type UserRegistered = Base<'UserRegistered', { readonly userId: string }>;
/** A user was given permissions (OAuth scopes). */
export type RoleGranted = Base<
  'RoleGranted',
  { readonly userId: string; readonly permissions: readonly string[]; readonly reason?: string }
>;
/** An edge may read this organisation's feed. */
export type EdgeRegistered = Base<'EdgeRegistered', { readonly edgeId: string; readonly name: string }>;
/** An edge may no longer read the feed. */
export type EdgeRetired = Base<'EdgeRetired', { readonly edgeId: string; readonly reason?: string }>;
/** Tokens of an issuer that isn't ours are accepted and can be revoked. */
export type IssuerRegistered = Base<
  'IssuerRegistered',
  {
    readonly iss: string;
    readonly jwksUri: string;
    readonly algorithms: readonly string[];
    readonly toleranceMs: number;
    readonly maxLifetimeMs: number;
    readonly jtiCarriesTime: boolean;
    /** The only apps that may report its tokens, by `client_id`; left out: whoever may report. */
    readonly reporters?: readonly string[];
  }
>;
/** Nothing is reported any more of an issuer that isn't ours. What was reported stays listed, and can be revoked. */
export type IssuerUnregistered = Base<
  'IssuerUnregistered',
  { readonly iss: string; readonly reason?: string }
>;
/** Apps of a foreign issuer hold tokens, as that issuer's inventory says: they can be revoked and blocked as ours can. */
export type AppsReported = Base<
  'AppsReported',
  { readonly iss: string; readonly clientIds: readonly string[] }
>;

/** Everything that is decided about an organisation, in one totally ordered log. */
export type Decision =
  | OrgRegistered
  | AppRegistered
  | AppBlocked
  | AppUnblocked
  | TokenRevoked
  | GrantRevoked
  | UserAppTokensRevoked
  | UserTokensRevoked
  | AppTokensRevoked
  | SessionRevoked
  | OrgTokensRevoked
  | SigningKeysRotated
  | UserRegistered
  | RoleGranted
  | EdgeRegistered
  | EdgeRetired
  | IssuerRegistered
  | IssuerUnregistered
  | AppsReported
  | GovernanceDecision;

/** The discriminant of {@link Decision}. */
export type DecisionType = Decision['type'];

/** Every decision type, in the order of the reference. A test compares it with the codecs and the fixtures. */
export const DECISION_TYPES = [
  'OrgRegistered',
  'AppRegistered',
  'AppBlocked',
  'AppUnblocked',
  'TokenRevoked',
  'GrantRevoked',
  'UserAppTokensRevoked',
  'UserTokensRevoked',
  'AppTokensRevoked',
  'SessionRevoked',
  'OrgTokensRevoked',
  'SigningKeysRotated',
  'UserRegistered',
  'RoleGranted',
  'EdgeRegistered',
  'EdgeRetired',
  'IssuerRegistered',
  'IssuerUnregistered',
  'AppsReported',
  ...GOVERNANCE_TYPES,
] as const satisfies readonly DecisionType[];
