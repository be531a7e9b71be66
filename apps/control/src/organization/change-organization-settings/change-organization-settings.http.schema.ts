import { reason } from '#contracts/fields';
import { GRANT_TYPES, type OrgSettings } from '#domain';
import { z } from 'zod';
import { grantTypes } from '../grant-types.schema.js';

/** Body of `PATCH /organization/settings`: what isn't named stays. */
export const ChangeOrganizationSettingsRequestSchema = z.strictObject({
  /** One of them is more than `refresh_token`: with nothing to begin with, nobody could change it back. */
  allowed_grant_types: grantTypes
    .max(GRANT_TYPES.length)
    .refine((types) => types.some((type) => type !== 'refresh_token'), {
      error: 'Expected a grant type other than refresh_token',
    })
    .optional(),
  /** `null` switches approval off. While there is one, a higher one and `null` wait for a second person. */
  approval_threshold: z.int().min(0).nullable().optional(),
  /** Refused unless it is so already: the platform's operator switches it. */
  api_client_allowlisting: z.boolean().optional(),
  reason: reason.optional(),
});
/** {@link ChangeOrganizationSettingsRequestSchema} */
export type ChangeOrganizationSettingsRequest = z.output<typeof ChangeOrganizationSettingsRequestSchema>;

/** The settings that a body of HTTP names. */
export function orgSettingsOf({
  allowed_grant_types: allowedGrantTypes,
  approval_threshold: approvalThreshold,
  api_client_allowlisting: apiClientAllowlisting,
}: Omit<ChangeOrganizationSettingsRequest, 'reason'>): Partial<OrgSettings> {
  return {
    ...(allowedGrantTypes === undefined ? {} : { allowedGrantTypes }),
    ...(approvalThreshold === undefined ? {} : { approvalThreshold }),
    ...(apiClientAllowlisting === undefined ? {} : { apiClientAllowlisting }),
  };
}
