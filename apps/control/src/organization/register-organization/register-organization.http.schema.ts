import { identifier, line } from '#contracts/fields';
import { z } from 'zod';

/** Body of `POST /organizations`: registers an organisation with its own issuer at `<public URL>/o/<org_id>`. */
export const RegisterOrganizationRequestSchema = z.strictObject({
  org_id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: 'Expected 1 to 63 lower-case letters, digits and inner hyphens',
  }),
  name: line(200),
});
/** A parsed {@link RegisterOrganizationRequestSchema}. */
export type RegisterOrganizationRequest = z.output<typeof RegisterOrganizationRequestSchema>;

/** The answer to {@link RegisterOrganizationRequestSchema}: 201, with the credentials of the organisation's service client. */
export const RegisterOrganizationResponseSchema = z.object({
  org_id: z.string(),
  name: z.string(),
  issuer: z.string(),
  client_id: identifier,
  /** Only this answer shows it. */
  client_secret: z.string(),
  /** 0: the secret never expires. */
  client_secret_expires_at: z.int(),
});
/** A parsed {@link RegisterOrganizationResponseSchema}. */
export type RegisterOrganizationResponse = z.output<typeof RegisterOrganizationResponseSchema>;
