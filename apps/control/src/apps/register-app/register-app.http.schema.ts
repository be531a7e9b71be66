import { identifier } from '#contracts/fields';
import { z } from 'zod';
import { checkBetweenFields, clientMetadataShape, keptMetadataShape } from '../client-metadata.schema.js';

/**
 * Body of `POST /apps`: client metadata by its RFC 7591 section 2 names, and whether to install the app. RFC 7591 ignores unknown
 * metadata; here it is refused, so that an administrator notices a misspelt field.
 */
export const ClientRegistrationRequestSchema = z
  .strictObject({
    ...clientMetadataShape,
    /** Not in RFC 7591. `false` registers the app, but nobody can use it before it is installed. */
    installed: z.boolean().default(true),
  })
  .superRefine(checkBetweenFields);
/** {@link ClientRegistrationRequestSchema} */
export type ClientRegistrationRequest = z.output<typeof ClientRegistrationRequestSchema>;

/** Answer (201) to {@link ClientRegistrationRequestSchema} (RFC 7591 section 3.2.1). */
export const ClientRegistrationResponseSchema = z.object({
  client_id: identifier,
  /** Only this answer shows it. Absent for a public client. */
  client_secret: z.string().optional(),
  /** Seconds since the epoch. */
  client_id_issued_at: z.int(),
  /** 0: the secret never expires. */
  client_secret_expires_at: z.int().optional(),
  ...keptMetadataShape,
  installed: z.boolean(),
});
/** {@link ClientRegistrationResponseSchema} */
export type ClientRegistrationResponse = z.output<typeof ClientRegistrationResponseSchema>;
