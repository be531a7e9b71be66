import { z } from 'zod';
import { grantTypes } from '../grant-types.schema.js';

/** Answer of `GET /organization/settings`. */
export const OrganizationSettingsSchema = z.object({
  /** Grant types that the organisation's apps may use at all. */
  allowed_grant_types: grantTypes,
  /** Number of active tokens above which a bulk revocation needs a second person; `null` if it never does. */
  approval_threshold: z.int().nullable(),
  /** Whether only installed apps whose users are preauthorized get tokens. Only the platform's operator can change it. */
  api_client_allowlisting: z.boolean(),
});
/** {@link OrganizationSettingsSchema} */
export type OrganizationSettings = z.output<typeof OrganizationSettingsSchema>;
