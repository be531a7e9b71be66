import { identifier, reason } from '#contracts/fields';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';

/** Body of `PUT /organizations/{org_id}/allowlisting`. */
export const SwitchAllowlistingRequestSchema = z.strictObject({
  enabled: z.boolean(),
  reason: reason.optional(),
  /** Do nothing, and answer 200 with whom it would block. */
  dry_run: z.boolean().optional(),
});
/** {@link SwitchAllowlistingRequestSchema} */
export type SwitchAllowlistingRequest = z.output<typeof SwitchAllowlistingRequestSchema>;

const blockedByAllowlist = {
  /** Apps that aren't on the allowlist, and lose what they hold; those that are blocked anyway don't count. */
  revoked_apps: z.int(),
  /** The first hundred of them, in order. */
  revoked_client_ids: z.array(identifier),
  /**
   * The first hundred of them that may ask for permissions of this API: with none left, the organisation can't put itself on the
   * list, and only the platform's operator can help it.
   */
  administrators_blocked: z.array(identifier),
};

/** Answer (200) to {@link SwitchAllowlistingRequestSchema} with `dry_run`: nothing was done. */
export const SwitchAllowlistingPreviewSchema = z.object(blockedByAllowlist);
/** {@link SwitchAllowlistingPreviewSchema} */
export type SwitchAllowlistingPreview = z.output<typeof SwitchAllowlistingPreviewSchema>;

/** Answer (202) to {@link SwitchAllowlistingRequestSchema}. */
export const SwitchAllowlistingResponseSchema = AcceptedResponseSchema.extend(blockedByAllowlist);
/** {@link SwitchAllowlistingResponseSchema} */
export type SwitchAllowlistingResponse = z.output<typeof SwitchAllowlistingResponseSchema>;
