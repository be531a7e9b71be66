import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';
import { reason } from '../../denials/denial-reason.schema.js';

/** Answer of `GET /apps/{client_id}/denials`: how often attempts to use the app were denied, per reason. */
export const AppDenialsSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  installed: z.boolean(),
  total: wholeNumber,
  by_reason: z.record(reason, wholeNumber),
  last_denied_at: instant.nullable(),
});
/** {@link AppDenialsSchema} */
export type AppDenials = z.output<typeof AppDenialsSchema>;
