import { line } from '#contracts/fields';
import {
  type AppPolicy,
  DEFAULT_MAX_LIFETIME_MS,
  isIpRange,
  MAX_APPROVALS_LIMIT,
  MAX_IP_RANGES,
  type PermittedUsers,
} from '#domain';
import { z } from 'zod';

const permittedUsers = z.enum(['all_users', 'preauthorized_users']);

const ipRange = line(64).refine(isIpRange, {
  error: 'Expected an IP address, or a CIDR range whose bits after the prefix are all zero',
});

function lifetime(longestMs: number) {
  return z
    .int()
    .min(1)
    .max(Math.floor(longestMs / 1000))
    .nullable();
}

export const policy = {
  permitted_users: permittedUsers,
  /** Seconds; `null` for the issuer's own lifetime. */
  access_token_lifetime: lifetime(DEFAULT_MAX_LIFETIME_MS.access),
  /** How long a refresh token may stay unused, seconds; `null` for the issuer's own limit. */
  refresh_token_idle: lifetime(DEFAULT_MAX_LIFETIME_MS.refresh),
  /** How long a grant may be refreshed, seconds; `null` for the issuer's own limit. */
  refresh_token_absolute: lifetime(DEFAULT_MAX_LIFETIME_MS.refresh),
  rotate_refresh_tokens: z.boolean(),
  /** Addresses from which the app may ask for tokens; if empty, any address. */
  ip_ranges: z.array(ipRange).max(MAX_IP_RANGES),
  /** How many grants a user may have given the app at a time. One more grant ends the oldest. */
  max_approvals_per_user: z.int().min(1).max(MAX_APPROVALS_LIMIT),
};

/** Answer of `GET /apps/{client_id}/policy`: the whole policy, in the form in which `PUT` replaces it. */
export const AppPolicySchema = z.object(policy);
/** {@link AppPolicySchema} */
export type AppPolicyResource = z.output<typeof AppPolicySchema>;

/** Converts a policy to its HTTP form. */
export function appPolicyResourceOf(of: AppPolicy): AppPolicyResource {
  return {
    permitted_users: permittedUsersOf(of.permittedUsers),
    access_token_lifetime: of.accessTokenLifetimeS,
    refresh_token_idle: of.refreshTokenIdleS,
    refresh_token_absolute: of.refreshTokenAbsoluteS,
    rotate_refresh_tokens: of.rotateRefreshTokens,
    ip_ranges: [...of.ipRanges],
    max_approvals_per_user: of.maxApprovalsPerUser,
  };
}

/** Converts the users who may let an app act for them to the HTTP form. */
export function permittedUsersOf(permitted: PermittedUsers): AppPolicyResource['permitted_users'] {
  switch (permitted) {
    case 'all-users':
      return 'all_users';
    case 'preauthorized-users':
      return 'preauthorized_users';
  }
}
