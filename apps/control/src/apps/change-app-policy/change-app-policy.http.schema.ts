import { reason } from '#contracts/fields';
import { type AppPolicy } from '#domain';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';
import { type AppPolicyResource, policy } from '../app-policy.schema.js';

const PERMITTED_USERS = { all_users: 'all-users', preauthorized_users: 'preauthorized-users' } as const;

/** Body of `PUT /apps/{client_id}/policy`: all of the policy, so that nothing is reset by being left out. */
export const ChangeAppPolicyRequestSchema = z.strictObject({
  ...policy,
  /** Whether what the app holds is revoked as well; otherwise the policy works from the next token or refresh on. */
  apply_to_existing: z.boolean().default(false),
  reason: reason.optional(),
});
/** {@link ChangeAppPolicyRequestSchema} */
export type ChangeAppPolicyRequest = z.output<typeof ChangeAppPolicyRequestSchema>;

/** Answer (202) to {@link ChangeAppPolicyRequestSchema}. */
export const ChangeAppPolicyResponseSchema = AcceptedResponseSchema.extend({
  /** What became of `apply_to_existing`, where it was asked for. */
  revocation: AcceptedResponseSchema.optional(),
});
/** {@link ChangeAppPolicyResponseSchema} */
export type ChangeAppPolicyResponse = z.output<typeof ChangeAppPolicyResponseSchema>;

/** The policy that a body of HTTP says. */
export function appPolicyOf(body: AppPolicyResource): AppPolicy {
  return {
    permittedUsers: PERMITTED_USERS[body.permitted_users],
    accessTokenLifetimeS: body.access_token_lifetime,
    refreshTokenIdleS: body.refresh_token_idle,
    refreshTokenAbsoluteS: body.refresh_token_absolute,
    rotateRefreshTokens: body.rotate_refresh_tokens,
    ipRanges: body.ip_ranges,
    maxApprovalsPerUser: body.max_approvals_per_user,
  };
}
