import { type ClientMetadata } from '#domain';
import { z } from 'zod';
import { keptMetadataShape } from './client-metadata.schema.js';

/** Answer of `GET /apps/{client_id}/settings`: the whole registration, in the form in which `PUT` replaces it. */
export const AppSettingsSchema = z.object(keptMetadataShape);
/** {@link AppSettingsSchema} */
export type AppSettings = z.output<typeof AppSettingsSchema>;

/** Converts a registration to its HTTP form. */
export function appSettingsOf({ redirect_uris: uris, contacts, ...metadata }: ClientMetadata): AppSettings {
  return {
    ...metadata,
    ...(uris === undefined ? {} : { redirect_uris: [...uris] }),
    ...(contacts === undefined ? {} : { contacts: [...contacts] }),
    grant_types: [...metadata.grant_types],
    response_types: [...metadata.response_types],
  };
}
