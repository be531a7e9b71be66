import { checkedReason, checkRevision } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { AppPolicy, AppPolicyChanged } from '../facts/governance-decisions.js';
import { isIpRange } from '../policy/ip-range.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/index.js';
import { knownAppState } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Ranges that a policy names at most. */
export const MAX_IP_RANGES = 256;
/** Approvals per user that a policy can allow at most. */
export const MAX_APPROVALS_LIMIT = 1_000;

/** Replaces the policy of an app. */
export interface ChangeAppPolicy {
  readonly clientId: string;
  readonly policy: AppPolicy;
  /** Revision that the caller saw; `null`: whichever. */
  readonly basedOn: number | null;
  readonly reason?: string | undefined;
}

/**
 * Replaces an app's policy; nothing happens when it is the same.
 * @throws DomainError `APP_NOT_FOUND`, `REVISION_MISMATCH`, `REASON_TOO_LONG`; `INVALID_REQUEST` for a lifetime that is longer than
 * revocations are kept, and for a text that is no range of addresses
 */
export function decideChangeAppPolicy(org: OrgState, command: ChangeAppPolicy): AppPolicyChanged | null {
  const app = knownAppState(org, command.clientId);
  const { policy, basedOn } = command;
  checkPolicy(policy);
  const reason = checkedReason(command.reason);
  checkRevision(basedOn, app.policyRevision);
  if (JSON.stringify(ordered(policy)) === JSON.stringify(ordered(app.policy))) return null;
  return { type: 'AppPolicyChanged', data: { clientId: app.clientId, policy: ordered(policy), ...reason } };
}

function checkPolicy(policy: AppPolicy): void {
  checkSeconds(
    'The lifetime of access tokens, in seconds,',
    policy.accessTokenLifetimeS,
    DEFAULT_MAX_LIFETIME_MS.access,
  );
  checkSeconds(
    'The time that a refresh token may stay unused, in seconds,',
    policy.refreshTokenIdleS,
    DEFAULT_MAX_LIFETIME_MS.refresh,
  );
  checkSeconds(
    'The time that a grant may be refreshed, in seconds,',
    policy.refreshTokenAbsoluteS,
    DEFAULT_MAX_LIFETIME_MS.refresh,
  );
  checkWhole('The number of approvals per user', policy.maxApprovalsPerUser, MAX_APPROVALS_LIMIT);
  const { ipRanges } = policy;
  if (ipRanges.length > MAX_IP_RANGES)
    throw new DomainError('INVALID_REQUEST', `A policy has at most ${String(MAX_IP_RANGES)} ranges.`);
  const wrong = ipRanges.findIndex((range) => !isIpRange(range));
  if (wrong !== -1)
    throw new DomainError(
      'INVALID_REQUEST',
      `Range ${String(wrong + 1)} of the policy is no address or range in CIDR notation, or has bits beyond its prefix.`,
    );
}

function checkSeconds(what: string, seconds: number | null, longestMs: number): void {
  if (seconds !== null) checkWhole(what, seconds, Math.floor(longestMs / 1000));
}

function checkWhole(what: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
  throw new DomainError('INVALID_REQUEST', `${what} must be a whole number from 1 to ${String(most)}.`);
}

/** The fields of a policy, and nothing else, in one order. */
function ordered(policy: AppPolicy): AppPolicy {
  const { permittedUsers, accessTokenLifetimeS, refreshTokenIdleS, refreshTokenAbsoluteS } = policy;
  const { rotateRefreshTokens, ipRanges, maxApprovalsPerUser } = policy;
  return {
    permittedUsers,
    accessTokenLifetimeS,
    refreshTokenIdleS,
    refreshTokenAbsoluteS,
    rotateRefreshTokens,
    ipRanges,
    maxApprovalsPerUser,
  };
}
