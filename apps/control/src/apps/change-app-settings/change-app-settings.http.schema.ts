import { reason } from '#contracts/fields';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';
import { checkBetweenFields, clientMetadataShape } from '../client-metadata.schema.js';

/** Body of `PUT /apps/{client_id}/settings`: as at a registration; what isn't named is removed, or has its default again. */
export const ChangeAppSettingsRequestSchema = z
  .strictObject({ ...clientMetadataShape, reason: reason.optional() })
  .superRefine(checkBetweenFields);
/** {@link ChangeAppSettingsRequestSchema} */
export type ChangeAppSettingsRequest = z.output<typeof ChangeAppSettingsRequestSchema>;

/** Answer (202) to {@link ChangeAppSettingsRequestSchema}. */
export const ChangeAppSettingsResponseSchema = AcceptedResponseSchema.extend({
  /** Shown this once, where a public app became one that authenticates. */
  client_secret: z.string().optional(),
  /** 0: never. */
  client_secret_expires_at: z.int().optional(),
});
/** {@link ChangeAppSettingsResponseSchema} */
export type ChangeAppSettingsResponse = z.output<typeof ChangeAppSettingsResponseSchema>;
