import { type TokenResource } from './token-resource.schema.js';
import {
  isDecided,
  type IssuerTrust,
  judge,
  type JudgedClaims,
  type OrgState,
  OWN_ISSUER_TRUST,
  parseIsoTime,
  parsePosition,
  type RefusalReason,
  type TokenDoc,
} from '#domain';

type FieldAtIssuance = 'kind' | 'format' | 'clientId' | 'userId' | 'issuedAt' | 'expiresAt';

/** A token whose issuance was seen, so that these fields are known. */
export type IssuedToken = TokenDoc & { readonly [K in FieldAtIssuance]: NonNullable<TokenDoc[K]> };

/** Whether the issuance of a token was seen. If not, only its id is known, such as from a revocation that names it. */
export function isIssued(token: TokenDoc): token is IssuedToken {
  return token.known;
}

/** Whether a token is active, and if not, why. */
export interface TokenStatus {
  readonly status: TokenResource['status'];
  readonly reason: RefusalReason | 'token-replaced' | null;
}

/** Judges a token as an edge does, by what the organisation has decided so far, so a revocation counts at once. */
export function statusOf(org: OrgState, token: IssuedToken, nowMs: number): TokenStatus {
  const verdict = judge(org.revocations, claimsOf(token), trustIn(org, token.iss), nowMs);
  if (!verdict.active) {
    const { reason } = verdict;
    return { status: isDecided(reason) ? 'revoked' : 'expired', reason };
  }
  // If it were presented again, the issuer would take it for stolen.
  if (token.replacedAt !== null) return { status: 'revoked', reason: 'token-replaced' };
  return { status: 'active', reason: null };
}

function claimsOf(token: IssuedToken): JudgedClaims {
  return {
    kind: token.kind,
    iss: token.iss,
    jti: token.tokenId,
    clientId: token.clientId,
    sub: token.userId,
    sid: token.sessionId ?? undefined,
    grantId: token.grantId ?? undefined,
    kid: token.kid ?? undefined,
    rpos: (token.rpos === null ? null : parsePosition(token.rpos)) ?? undefined,
    iat: secondsOf(token.issuedAt),
    exp: secondsOf(token.expiresAt),
  };
}

/** How far an issuer of the organisation, our own or a foreign one, is trusted about time. */
export function trustIn(org: OrgState, iss: string): IssuerTrust {
  const foreign = org.foreignIssuers.get(iss);
  const isOwn = iss === org.issuer;
  // An issuer that isn't registered is trusted neither for `rpos` nor for a time in the `jti`.
  if (foreign === undefined) return { ...OWN_ISSUER_TRUST, rposTrusted: isOwn, jtiCarriesTime: isOwn };
  const { toleranceMs, maxLifetimeMs, jtiCarriesTime } = foreign;
  return {
    toleranceMs,
    maxLifetimeMs: { access: maxLifetimeMs, refresh: maxLifetimeMs, session: maxLifetimeMs },
    jtiCarriesTime,
    rposTrusted: false,
  };
}

function secondsOf(time: string): number | undefined {
  const ms = parseIsoTime(time);
  return ms === null ? undefined : ms / 1000;
}
