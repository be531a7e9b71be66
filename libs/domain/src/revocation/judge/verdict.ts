import type { Position } from '../../values/position.js';
import type { TokenKind } from '../../values/token-kind.js';

/**
 * The claims that a verdict is made from. They come from a token whose signature was already checked (or from the
 * issuer's own storage); never from its text.
 */
export interface JudgedClaims {
  readonly kind: TokenKind;
  readonly iss: string;
  readonly jti?: string | undefined;
  readonly clientId?: string | undefined;
  readonly sub?: string | undefined;
  readonly sid?: string | undefined;
  readonly grantId?: string | undefined;
  readonly kid?: string | undefined;
  /** Position that the issuer had absorbed when it minted the token (`rpos`); own issuers only. */
  readonly rpos?: Position | undefined;
  /**
   * `iat`, a NumericDate in seconds (RFC 7519 section 2), which may be fractional. A token without it is refused, because its lifetime
   * is unknown.
   */
  readonly iat?: number | undefined;
  /** `exp`, NumericDate in seconds; a token without it is refused. */
  readonly exp?: number | undefined;
  /** `nbf`, NumericDate in seconds. */
  readonly nbf?: number | undefined;
}

/** How far an issuer is trusted about time. */
export interface IssuerTrust {
  /**
   * How much later than ours the issuer's clock may run, ms. Widens every watermark compared by time; at most
   * `KEEP_MARGIN_MS`, or pruning could come too early.
   */
  readonly toleranceMs: number;
  /** Longest `exp − iat` accepted per kind, ms; what `keepUntil` was computed from. */
  readonly maxLifetimeMs: Readonly<Record<TokenKind, number>>;
  /** Whether a UUIDv7 `jti` may be read as the milliseconds of a whole-second `iat` (RFC 9562 section 5.7); never instead of it. */
  readonly jtiCarriesTime: boolean;
  /** Whether this issuer's `rpos` is believed: only for issuers that are ours. */
  readonly rposTrusted: boolean;
}

/** Why a token is refused: every reason, in the order of the reference. */
export const REFUSAL_REASONS = [
  'token-revoked',
  'grant-revoked',
  'session-revoked',
  'user-app-revoked',
  'user-revoked',
  'app-revoked',
  'issuer-revoked',
  'org-revoked',
  'app-blocked',
  'key-revoked',
  'expired',
  'not-yet-valid',
  'issued-in-future',
  'lifetime-unbounded',
  'lifetime-too-long',
] as const;

/** Why a token is refused. A closed set. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The answer about one token at one moment. */
export type Verdict = { readonly active: true } | { readonly active: false; readonly reason: RefusalReason };

/** Whether a decision led to the refusal, and not time alone. */
export function isDecided(reason: RefusalReason): boolean {
  switch (reason) {
    case 'token-revoked':
    case 'grant-revoked':
    case 'session-revoked':
    case 'user-app-revoked':
    case 'user-revoked':
    case 'app-revoked':
    case 'issuer-revoked':
    case 'org-revoked':
    case 'app-blocked':
    case 'key-revoked':
      return true;
    case 'expired':
    case 'not-yet-valid':
    case 'issued-in-future':
    case 'lifetime-unbounded':
    case 'lifetime-too-long':
      return false;
  }
}
