import type { OidcKey } from '../storage/oidc-storage.port.js';

/** An access token that was minted for an answer that hasn't left yet. */
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

/** A refresh token that was stored for an answer that hasn't left yet. */
export interface MintedRefreshToken {
  readonly key: OidcKey;
  /** Its id for people and facts, which says nothing about its text. */
  readonly tokenId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly grantId?: string;
  readonly sessionId?: string;
}

/** The code or refresh token that was redeemed. */
export interface Redeemed {
  readonly key: OidcKey;
  readonly consumedAtMs: number;
  /** Whether this request consumed it. A retry within the retry window didn't, and a refresh token without rotation is never consumed. */
  readonly first: boolean;
  /** Of a refresh token. */
  readonly tokenId?: string;
}

/** What one token request has read, redeemed and minted so far. */
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

/** Begins to record what a token request does. */
export function beginIssuance(ctx: object, rpos: string, address: string | undefined): Issuance {
  const issuance = { rpos, address };
  issuances.set(ctx, issuance);
  return issuance;
}

/** What the token request that is being answered has done. @throws Error outside of a token request */
export function issuanceOf(ctx: object | undefined): Issuance {
  const issuance = ctx === undefined ? undefined : issuances.get(ctx);
  if (issuance === undefined)
    throw new Error('A token can be minted only while a token request is being answered.');
  return issuance;
}
