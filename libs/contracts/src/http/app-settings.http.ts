import type { ClientMetadata } from '#domain';
import { z } from 'zod';
import { reason } from '../encoding/fields.schema.js';
import { checkBetweenFields, clientMetadataShape, keptMetadataShape } from './client-metadata.schema.js';
import { AcceptedResponseSchema } from './revocations.http.js';

/** Answer of `GET /apps/{client_id}/settings`: what can be sent back, changed, as the whole of it. */
export const AppSettingsSchema = z.object(keptMetadataShape);
/** {@link AppSettingsSchema} */
export type AppSettings = z.output<typeof AppSettingsSchema>;

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

/** A registration as HTTP says it. */
export function appSettingsOf({ redirect_uris: uris, contacts, ...metadata }: ClientMetadata): AppSettings {
  return {
    ...metadata,
    ...(uris === undefined ? {} : { redirect_uris: [...uris] }),
    ...(contacts === undefined ? {} : { contacts: [...contacts] }),
    grant_types: [...metadata.grant_types],
    response_types: [...metadata.response_types],
  };
}
