import type { SignatureAlgorithm } from '../jose/algorithms.js';
import type { JwkSet } from '../jose/jwk.js';

/**
 * Names of the claims that an issuer uses, where they aren't the usual ones.
 *
 * @example
 * ```ts
 * import type { ClaimNames } from '@rescind/validator';
 *
 * // Keycloak names the client `azp` and the session `sid`
 * export const keycloak: ClaimNames = { clientId: 'azp', sessionId: 'sid' };
 * ```
 */
export interface ClaimNames {
  /** Default: `client_id`, or `azp` where there is none. */
  readonly clientId?: string;
  /** Default `sid`. */
  readonly sessionId?: string;
  /** Default `grant_id`. */
  readonly grantId?: string;
  /** Default `scope`, or `scp` where there is none: space-separated, or an array of strings. */
  readonly scope?: string;
}

/**
 * An issuer whose tokens are accepted.
 *
 * @example
 * ```ts
 * import type { IssuerOptions } from '@rescind/validator';
 *
 * export const partner: IssuerOptions = {
 *   issuer: 'https://login.partner.example',
 *   jwksUri: 'https://login.partner.example/jwks',
 *   audience: 'https://api.example',
 * };
 * ```
 */
export interface IssuerOptions {
  /** Exact value of `iss`. */
  readonly issuer: string;
  /** Where its keys are (RFC 8414 `jwks_uri`). Either this or `jwks`. */
  readonly jwksUri?: string;
  /** Its keys: fixed, or a function that is asked for them whenever a new token comes (in-process issuers). */
  readonly jwks?: JwkSet | (() => JwkSet);
  /** At least one of these must be in `aud`. */
  readonly audience: string | readonly string[];
  /** Accepted algorithms. Default `RS256 PS256 ES256 EdDSA Ed25519`; symmetric ones and `none` can't be given. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /**
   * Accepted `typ` headers, or `'any'` (which also takes tokens without one). Default `at+jwt` (RFC 9068 section 2.1).
   *
   * **Warning:** with `'any'` or `JWT`, an ID token of the same issuer passes as an access token if its audience fits.
   */
  readonly typ?: string | readonly string[];
  /**
   * Whether it is the organisation's own Rescind issuer: its `rpos` is believed, and `jti`, `iat`, `sub` and `client_id` are
   * required (RFC 9068 section 2.2). Of every issuer, `exp` and `iat` are. Default `false`.
   */
  readonly own?: boolean;
  /** How far its clock may differ from ours, ms, 0 to 300 000. Default 5 000. */
  readonly clockToleranceMs?: number;
  /** Longest `exp − iat` accepted, ms. Default 24 hours. Revocations are kept that long, so nothing may outlive it. */
  readonly maxLifetimeMs?: number;
  /** Whether a UUIDv7 `jti` tells the issue time in ms (RFC 9562 section 5.7). Default: `own`. */
  readonly jtiCarriesTime?: boolean;
  readonly claims?: ClaimNames;
}
