import { identifier, reason } from '#contracts/fields';
import { z } from 'zod';

/** Body of `POST /apps/{client_id}/install` and of `POST /apps/install`. */
export const InstallAppRequestSchema = z.strictObject({
  /** For this user only; if absent, for everybody. */
  user_id: identifier.optional(),
  reason: reason.optional(),
});
/** {@link InstallAppRequestSchema} */
export type InstallAppRequest = z.output<typeof InstallAppRequestSchema>;
