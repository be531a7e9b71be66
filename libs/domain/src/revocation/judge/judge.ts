import { isBlocked } from '../state/blocks.js';
import { asSeconds, isIssuedBefore } from './issued-before.js';
import { denyKey, ORG_KEY, scopeKey } from '../effects/keys.js';
import { MAX_CLOCK_SKEW_MS } from '../effects/limits.js';
import type { RevocationState } from '../state/revocation.state.js';
import type { TokenKind } from '../../values/token-kind.js';
import type { IssuerTrust, JudgedClaims, RefusalReason, Verdict } from './verdict.js';

/** The keys that a token's claims are looked up by; `undefined` where it lacks the claim. */
export interface JudgeKeys {
  readonly token: string | undefined;
  readonly signingKey: string | undefined;
  readonly blockedApp: string | undefined;
  readonly grant: string | undefined;
  readonly session: string | undefined;
  readonly userApp: string | undefined;
  readonly user: string | undefined;
  readonly app: string | undefined;
  readonly issuer: string | undefined;
}

/** The keys of a token's claims. Callers keep them with the token, so that judging it again allocates nothing. */
export function judgeKeys(claims: JudgedClaims): JudgeKeys {
  const iss = asId(claims.iss);
  const jti = asId(claims.jti);
  const kid = asId(claims.kid);
  const app = asId(claims.clientId);
  const user = asId(claims.sub);
  const session = asId(claims.sid);
  const grant = asId(claims.grantId);
  return {
    token: iss === undefined || jti === undefined ? undefined : denyKey(iss, jti),
    signingKey: iss === undefined || kid === undefined ? undefined : denyKey(iss, kid),
    blockedApp: app,
    grant: grant === undefined ? undefined : scopeKey({ scope: 'grant', grant }),
    session: session === undefined ? undefined : scopeKey({ scope: 'session', session }),
    userApp: user === undefined || app === undefined ? undefined : scopeKey({ scope: 'user-app', user, app }),
    user: user === undefined ? undefined : scopeKey({ scope: 'user', user }),
    app: app === undefined ? undefined : scopeKey({ scope: 'app', app }),
    issuer: iss === undefined ? undefined : scopeKey({ scope: 'issuer', iss }),
  };
}

/**
 * Whether a token whose signature was checked is accepted. It is refused if *any* entry covers it. Total: it never throws, whatever
 * the claims hold.
 *
 * The reason is the clock's, if the clock alone refuses the token; else that of the narrowest entry. Therefore pruning, which only
 * drops entries of expired tokens, changes no reason.
 *
 * @param nowMs epoch ms on the caller's clock.
 * @example
 * ```ts
 * const verdict = judge(state, { kind: 'access', iss, jti, clientId, sub, iat, exp }, OWN_ISSUER_TRUST, nowMs);
 * if (!verdict.active) refuse(verdict.reason);
 * ```
 */
export function judge(
  state: RevocationState,
  claims: JudgedClaims,
  trust: IssuerTrust,
  nowMs: number,
): Verdict {
  return judgeWithKeys(state, claims, judgeKeys(claims), trust, nowMs);
}

/** {@link judge} with keys that {@link judgeKeys} made of the same claims before. */
export function judgeWithKeys(
  state: RevocationState,
  claims: JudgedClaims,
  keys: JudgeKeys,
  trust: IssuerTrust,
  nowMs: number,
): Verdict {
  const reason = refusedByClock(state, claims, trust, nowMs) ?? refusedByEntry(state, claims, keys, trust);
  return reason === null ? ACTIVE : REFUSED[reason];
}

/** Comparisons are negated where a value that isn't a number has to refuse. */
function refusedByClock(
  state: RevocationState,
  claims: JudgedClaims,
  trust: IssuerTrust,
  nowMs: number,
): RefusalReason | null {
  const exp = asSeconds(claims.exp);
  const iat = asSeconds(claims.iat);
  // A lifetime without a start has no bound either: a token that expires soon may be of any age, and its revocation may be pruned
  // already. The time in a `jti` doesn't replace an `iat`; it only refines one.
  if (exp === undefined || exp === Infinity || iat === undefined) return 'lifetime-unbounded';
  const expMs = exp * 1_000;
  if (!(nowMs < expMs) || expMs <= state.prunedToMs) return 'expired';
  const latestMs = nowMs + trust.toleranceMs + MAX_CLOCK_SKEW_MS;
  const notBefore: unknown = claims.nbf;
  if (notBefore !== undefined && !((asSeconds(notBefore) ?? NaN) * 1_000 <= latestMs)) return 'not-yet-valid';
  if (!(iat * 1_000 <= latestMs)) return 'issued-in-future';
  if (!hasKind(state.watermarks, claims.kind)) return 'lifetime-unbounded';
  return expMs - iat * 1_000 <= trust.maxLifetimeMs[claims.kind] ? null : 'lifetime-too-long';
}

function refusedByEntry(
  state: RevocationState,
  claims: JudgedClaims,
  keys: JudgeKeys,
  trust: IssuerTrust,
): RefusalReason | null {
  if (keys.signingKey !== undefined && state.deniedKids.has(keys.signingKey)) return 'key-revoked';
  if (keys.blockedApp !== undefined && isBlocked(state, keys.blockedApp)) return 'app-blocked';
  if (keys.token !== undefined && state.denied.has(keys.token)) return 'token-revoked';
  const marks = state.watermarks[claims.kind];
  if (marks.size === 0) return null;
  if (keys.grant !== undefined && isIssuedBefore(marks.get(keys.grant), claims, trust))
    return 'grant-revoked';
  if (keys.session !== undefined && isIssuedBefore(marks.get(keys.session), claims, trust))
    return 'session-revoked';
  if (keys.userApp !== undefined && isIssuedBefore(marks.get(keys.userApp), claims, trust))
    return 'user-app-revoked';
  if (keys.user !== undefined && isIssuedBefore(marks.get(keys.user), claims, trust)) return 'user-revoked';
  if (keys.app !== undefined && isIssuedBefore(marks.get(keys.app), claims, trust)) return 'app-revoked';
  if (keys.issuer !== undefined && isIssuedBefore(marks.get(keys.issuer), claims, trust))
    return 'issuer-revoked';
  return isIssuedBefore(marks.get(ORG_KEY), claims, trust) ? 'org-revoked' : null;
}

/** Whether it is a kind of token at all. Any other value has no longest lifetime and no watermarks. */
function hasKind(byKind: Readonly<Record<TokenKind, unknown>>, kind: unknown): boolean {
  return typeof kind === 'string' && Object.hasOwn(byKind, kind);
}

function asId(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const ACTIVE: Verdict = Object.freeze({ active: true });

function refused(reason: RefusalReason): Verdict {
  return Object.freeze({ active: false, reason });
}

/** One verdict per reason, made once, so that judging allocates nothing. */
const REFUSED: Readonly<Record<RefusalReason, Verdict>> = Object.freeze({
  'token-revoked': refused('token-revoked'),
  'grant-revoked': refused('grant-revoked'),
  'session-revoked': refused('session-revoked'),
  'user-app-revoked': refused('user-app-revoked'),
  'user-revoked': refused('user-revoked'),
  'app-revoked': refused('app-revoked'),
  'issuer-revoked': refused('issuer-revoked'),
  'org-revoked': refused('org-revoked'),
  'app-blocked': refused('app-blocked'),
  'key-revoked': refused('key-revoked'),
  expired: refused('expired'),
  'not-yet-valid': refused('not-yet-valid'),
  'issued-in-future': refused('issued-in-future'),
  'lifetime-unbounded': refused('lifetime-unbounded'),
  'lifetime-too-long': refused('lifetime-too-long'),
});
