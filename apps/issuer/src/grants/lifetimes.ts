import { type AppPolicy, DEFAULT_APP_POLICY, type TokenKind } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';
import type { PositionedGrant } from '../policy/issue-policy.js';

/** A grant, as far as its end goes. */
type Ending = Pick<PositionedGrant, 'iat' | 'exp' | 'clientId' | 'begunAtMs'>;

/** The policy of an app. */
export function policyOf(org: OrgIssuer, clientId: string): AppPolicy {
  return org.state().apps.get(clientId)?.policy ?? DEFAULT_APP_POLICY;
}

/** How long an access token that is minted now lives, s: no longer than its grant. */
export function accessLifetimeS(org: OrgIssuer, clientId: string, grant?: Ending): number {
  const { accessTokenS } = org.options.lifetimes;
  return least(org, 'access', [
    accessTokenS,
    policyOf(org, clientId).accessTokenLifetimeS,
    grant && leftOf(org, grant),
  ]);
}

/** How long a one-time token that is minted now lives, s. */
export function oneTimeLifetimeS(org: OrgIssuer, clientId: string): number {
  const { oneTimeTokenS } = org.options.lifetimes;
  return least(org, 'access', [oneTimeTokenS, policyOf(org, clientId).accessTokenLifetimeS]);
}

/**
 * How long a refresh token that is stored now lives, s. One that will be replaced when it is used dies when it is idle for too
 * long; one that is used again and again lives as long as its grant, and whether it was idle is looked at when it is used.
 */
export function refreshLifetimeS(org: OrgIssuer, clientId: string, grant: Ending): number {
  const idleS = policyOf(org, clientId).rotateRefreshTokens ? refreshIdleS(org, clientId) : null;
  return least(org, 'refresh', [idleS, leftOf(org, grant)]);
}

/** How long a refresh token may stay unused, s. */
export function refreshIdleS(org: OrgIssuer, clientId: string): number {
  const { refreshTokenS } = org.options.lifetimes;
  return Math.min(refreshTokenS, policyOf(org, clientId).refreshTokenIdleS ?? refreshTokenS);
}

/** How long a grant that is given now lives, s. */
export function grantLifetimeS(org: OrgIssuer, clientId: string): number {
  const { grantS } = org.options.lifetimes;
  return least(org, 'refresh', [grantS, policyOf(org, clientId).refreshTokenAbsoluteS]);
}

/** How long a sign-in session lives from now on, s. */
export function sessionLifetimeS(org: OrgIssuer): number {
  return least(org, 'session', [org.options.lifetimes.sessionS]);
}

/** When a grant ends, NumericDate: as it was given, or as its app's policy has it now, whichever comes first. */
export function grantEndS(org: OrgIssuer, grant: Ending): number {
  const { refreshTokenAbsoluteS } = policyOf(org, grant.clientId);
  const begunS = Math.floor(begunAtMsOf(grant) / 1000);
  const { exp } = grant;
  return Math.min(exp ?? begunS, refreshTokenAbsoluteS === null ? Infinity : begunS + refreshTokenAbsoluteS);
}

/** When a grant was given, epoch ms; of an older one only the second is known. */
export function begunAtMsOf({ begunAtMs, iat = 0 }: Pick<Ending, 'begunAtMs' | 'iat'>): number {
  return begunAtMs ?? iat * 1000;
}

/** Whether a grant has ended by time. */
export function hasEnded(org: OrgIssuer, grant: Ending): boolean {
  return org.now() >= grantEndS(org, grant) * 1000;
}

/** Whether a refresh token was unused for too long. `usedAtMs`: its last use or, without one, its issue. */
export function isIdle(org: OrgIssuer, clientId: string, usedAtMs: number): boolean {
  return org.now() >= usedAtMs + refreshIdleS(org, clientId) * 1000;
}

function leftOf(org: OrgIssuer, grant: Ending): number {
  return grantEndS(org, grant) - Math.floor(org.now() / 1000);
}

/**
 * The shortest of some lifetimes and of what is left until an announced end of sessions that covers the kind. An end whose time
 * has come is not waited for: the decision that carries it out covers what was minted before it.
 */
function least(org: OrgIssuer, kind: TokenKind, bounds: readonly (number | null | undefined)[]): number {
  const { sessionEnd } = org.state();
  const untilEndMs = sessionEnd?.covers.includes(kind) === true ? sessionEnd.atMs - org.now() : 0;
  const finite = bounds.filter((bound) => typeof bound === 'number');
  const shortest = Math.min(...finite, untilEndMs > 0 ? Math.floor(untilEndMs / 1000) : Infinity);
  return Math.max(1, shortest);
}
