import { identifier, reason } from '#contracts/fields';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';

/** Body of `PUT /organizations/{org_id}/allowlisting`. */
export const SwitchAllowlistingRequestSchema = z.strictObject({
  enabled: z.boolean(),
  reason: reason.optional(),
  /** Change nothing, and answer 200 with the apps that would be blocked. */
  dry_run: z.boolean().optional(),
});
/** {@link SwitchAllowlistingRequestSchema} */
export type SwitchAllowlistingRequest = z.output<typeof SwitchAllowlistingRequestSchema>;

const blockedApps = {
  /** Number of apps that aren't on the allowlist and lose what they hold. Apps that are blocked anyway don't count. */
  revoked_apps: z.int(),
  /** Ids of the first hundred of these apps, sorted. */
  revoked_client_ids: z.array(identifier),
  /**
   * Ids of the first hundred of these apps that may ask for permissions of this API. If no app is left that may, the organisation can't
   * put its apps on the list, and only the platform's operator can help.
   */
  administrators_blocked: z.array(identifier),
};

/** Answer (200) to {@link SwitchAllowlistingRequestSchema} with `dry_run`: nothing was done. */
export const SwitchAllowlistingPreviewSchema = z.object(blockedApps);
/** {@link SwitchAllowlistingPreviewSchema} */
export type SwitchAllowlistingPreview = z.output<typeof SwitchAllowlistingPreviewSchema>;

/** Answer (202) to {@link SwitchAllowlistingRequestSchema}. */
export const SwitchAllowlistingResponseSchema = AcceptedResponseSchema.extend(blockedApps);
/** {@link SwitchAllowlistingResponseSchema} */
export type SwitchAllowlistingResponse = z.output<typeof SwitchAllowlistingResponseSchema>;
