import { reason } from '#contracts/fields';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';
import { checkBetweenFields, clientMetadataShape } from '../client-metadata.schema.js';

/** Body of `PUT /apps/{client_id}/settings`: the fields of a registration. A field that is left out is removed, or gets its default. */
export const ChangeAppSettingsRequestSchema = z
  .strictObject({ ...clientMetadataShape, reason: reason.optional() })
  .superRefine(checkBetweenFields);
/** {@link ChangeAppSettingsRequestSchema} */
export type ChangeAppSettingsRequest = z.output<typeof ChangeAppSettingsRequestSchema>;

/** Answer (202) to {@link ChangeAppSettingsRequestSchema}. */
export const ChangeAppSettingsResponseSchema = AcceptedResponseSchema.extend({
  /** The new secret of a public app that became one that authenticates. Only this answer shows it. */
  client_secret: z.string().optional(),
  /** 0: the secret never expires. */
  client_secret_expires_at: z.int().optional(),
});
/** {@link ChangeAppSettingsResponseSchema} */
export type ChangeAppSettingsResponse = z.output<typeof ChangeAppSettingsResponseSchema>;
