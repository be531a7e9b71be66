import { reason } from '#contracts/fields';
import { type AppPolicy } from '#domain';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';
import { type AppPolicyResource, policy } from '../app-policy.schema.js';

const PERMITTED_USERS = { all_users: 'all-users', preauthorized_users: 'preauthorized-users' } as const;

/** Body of `PUT /apps/{client_id}/policy`: the whole policy. Every field is required, so that a forgotten one resets nothing. */
export const ChangeAppPolicyRequestSchema = z.strictObject({
  ...policy,
  /** Whether to revoke what the app holds as well; otherwise the policy applies from the next token or refresh on. */
  apply_to_existing: z.boolean().default(false),
  reason: reason.optional(),
});
/** {@link ChangeAppPolicyRequestSchema} */
export type ChangeAppPolicyRequest = z.output<typeof ChangeAppPolicyRequestSchema>;

/** Answer (202) to {@link ChangeAppPolicyRequestSchema}. */
export const ChangeAppPolicyResponseSchema = AcceptedResponseSchema.extend({
  /** The revocation that `apply_to_existing` asked for; absent if it was not asked for. */
  revocation: AcceptedResponseSchema.optional(),
});
/** {@link ChangeAppPolicyResponseSchema} */
export type ChangeAppPolicyResponse = z.output<typeof ChangeAppPolicyResponseSchema>;

/** Converts the HTTP form of a policy to the domain's. */
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
