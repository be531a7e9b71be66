import type { AppPolicy } from '../facts/governance-decisions.js';

/** Grants that a user may have given one app at a time, where the policy says nothing else. */
export const DEFAULT_MAX_APPROVALS = 5;

/** The policy of an app for which none was set. */
export const DEFAULT_APP_POLICY: AppPolicy = {
  permittedUsers: 'all-users',
  accessTokenLifetimeS: null,
  refreshTokenIdleS: null,
  refreshTokenAbsoluteS: null,
  rotateRefreshTokens: true,
  ipRanges: [],
  maxApprovalsPerUser: DEFAULT_MAX_APPROVALS,
};
