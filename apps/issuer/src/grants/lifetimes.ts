import type { Grant } from 'oidc-provider';
import { type AppPolicy, DEFAULT_APP_POLICY, type TokenKind } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** The part of a grant that says when it ends. */
type GrantTimes = Pick<Grant, 'iat' | 'exp' | 'clientId' | 'begunAtMs'>;

/** The policy of an app. */
export function policyOf(org: OrgIssuer, clientId: string | undefined): AppPolicy {
  return org.state().apps.get(clientId ?? '')?.policy ?? DEFAULT_APP_POLICY;
}

/**
 * How long an access token that is minted now lives, s.
 * @param grant the grant that it comes from, which it doesn't outlive
 */
export function accessLifetimeS(org: OrgIssuer, clientId: string, grant?: GrantTimes): number {
  return shortestS(org, 'access', [
    org.options.lifetimes.accessTokenS,
    policyOf(org, clientId).accessTokenLifetimeS,
    grant === undefined ? null : remainingS(org, grant),
  ]);
}

/** How long a one-time token that is minted now lives, s. */
export function oneTimeLifetimeS(org: OrgIssuer, clientId: string): number {
  const { oneTimeTokenS } = org.options.lifetimes;
  return shortestS(org, 'access', [oneTimeTokenS, policyOf(org, clientId).accessTokenLifetimeS]);
}

/**
 * How long a refresh token that is stored now lives, s. With rotation it expires when it stays unused for too long. Without rotation it
 * expires with its grant, and {@link isIdle} is asked each time it is used.
 */
export function refreshLifetimeS(org: OrgIssuer, clientId: string, grant: GrantTimes): number {
  const idleS = policyOf(org, clientId).rotateRefreshTokens ? refreshIdleS(org, clientId) : null;
  return shortestS(org, 'refresh', [idleS, remainingS(org, grant)]);
}

/** How long a grant that is given now lives, s. */
export function grantLifetimeS(org: OrgIssuer, clientId: string | undefined): number {
  const { grantS } = org.options.lifetimes;
  return shortestS(org, 'refresh', [grantS, policyOf(org, clientId).refreshTokenAbsoluteS]);
}

/** How long a sign-in session lives from now on, s. */
export function sessionLifetimeS(org: OrgIssuer): number {
  return shortestS(org, 'session', [org.options.lifetimes.sessionS]);
}

/** When a grant was given, epoch ms. A grant without `begunAtMs` has only `iat`, in whole seconds. */
export function begunAtMsOf({ begunAtMs, iat }: Pick<GrantTimes, 'begunAtMs' | 'iat'>): number {
  return begunAtMs ?? iat * 1000;
}

/** Whether a grant has reached its end. */
export function hasEnded(org: OrgIssuer, grant: GrantTimes): boolean {
  return org.now() >= grantEndS(org, grant) * 1000;
}

/**
 * Whether a refresh token was unused for too long.
 * @param usedAtMs when it was last used or, without a use, issued; epoch ms
 */
export function isIdle(org: OrgIssuer, clientId: string, usedAtMs: number): boolean {
  return org.now() >= usedAtMs + refreshIdleS(org, clientId) * 1000;
}

/** How long a refresh token may stay unused, s. */
function refreshIdleS(org: OrgIssuer, clientId: string): number {
  const { refreshTokenS } = org.options.lifetimes;
  return Math.min(refreshTokenS, policyOf(org, clientId).refreshTokenIdleS ?? refreshTokenS);
}

/**
 * When a grant ends, NumericDate: when it was given an expiry, or when its app's present policy says, whichever is earlier. So a policy
 * that becomes stricter also shortens grants that were given before.
 */
function grantEndS(org: OrgIssuer, grant: GrantTimes): number {
  const { refreshTokenAbsoluteS } = policyOf(org, grant.clientId);
  const begunS = Math.floor(begunAtMsOf(grant) / 1000);
  const policyEndS = refreshTokenAbsoluteS === null ? Infinity : begunS + refreshTokenAbsoluteS;
  return Math.min(grant.exp ?? begunS, policyEndS);
}

function remainingS(org: OrgIssuer, grant: GrantTimes): number {
  return grantEndS(org, grant) - Math.floor(org.now() / 1000);
}

/**
 * The shortest of the limits, at least 1 s; `null` is no limit. An announced end of sessions that covers the kind is a further
 * limit until its time has come. After that the decision that ends the sessions covers whatever was minted before it.
 */
function shortestS(org: OrgIssuer, kind: TokenKind, limits: readonly (number | null)[]): number {
  const { sessionEnd } = org.state();
  const untilEndMs = sessionEnd?.covers.includes(kind) === true ? sessionEnd.atMs - org.now() : 0;
  const sessionEndS = untilEndMs > 0 ? Math.floor(untilEndMs / 1000) : null;
  const given = [...limits, sessionEndS].filter((limit) => limit !== null);
  return Math.max(1, Math.min(...given));
}
