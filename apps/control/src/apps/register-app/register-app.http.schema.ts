import { identifier } from '#contracts/fields';
import { z } from 'zod';
import { checkBetweenFields, clientMetadataShape, keptMetadataShape } from '../client-metadata.schema.js';

/**
 * Body of `POST /apps`: client metadata by its RFC 7591 section 2 names, and whether the app is installed. Unlike section 2, unknown
 * metadata is refused: an administrator's misspelt field must not be ignored.
 */
export const ClientRegistrationRequestSchema = z
  .strictObject({
    ...clientMetadataShape,
    /** Not of RFC 7591. `false`: the app becomes known, and nobody can use it before it is installed. */
    installed: z.boolean().default(true),
  })
  .superRefine(checkBetweenFields);
/** {@link ClientRegistrationRequestSchema} */
export type ClientRegistrationRequest = z.output<typeof ClientRegistrationRequestSchema>;

/** Answer (201) to {@link ClientRegistrationRequestSchema} (RFC 7591 section 3.2.1). */
export const ClientRegistrationResponseSchema = z.object({
  client_id: identifier,
  /** Shown this once; absent for a public client. */
  client_secret: z.string().optional(),
  /** Seconds since the epoch. */
  client_id_issued_at: z.int(),
  /** 0: never. */
  client_secret_expires_at: z.int().optional(),
  ...keptMetadataShape,
  installed: z.boolean(),
});
/** {@link ClientRegistrationResponseSchema} */
export type ClientRegistrationResponse = z.output<typeof ClientRegistrationResponseSchema>;
