import { reason } from '#contracts/fields';
import { GRANT_TYPES, type OrgSettings } from '#domain';
import { z } from 'zod';
import { grantTypes } from '../grant-types.schema.js';

/** Body of `PATCH /organization/settings`. A setting that is left out stays as it is. */
export const ChangeOrganizationSettingsRequestSchema = z.strictObject({
  /** At least one other than `refresh_token`: otherwise nobody could get a first token, and so nobody could change this setting back. */
  allowed_grant_types: grantTypes
    .max(GRANT_TYPES.length)
    .refine((types) => types.some((type) => type !== 'refresh_token'), {
      error: 'Expected a grant type other than refresh_token',
    })
    .optional(),
  /** `null` switches approval off. While a threshold is set, a higher one and `null` need the approval of a second person. */
  approval_threshold: z.int().min(0).nullable().optional(),
  /** Refused unless it is the current value, because only the platform's operator can change it. */
  api_client_allowlisting: z.boolean().optional(),
  reason: reason.optional(),
});
/** {@link ChangeOrganizationSettingsRequestSchema} */
export type ChangeOrganizationSettingsRequest = z.output<typeof ChangeOrganizationSettingsRequestSchema>;

/** Converts the settings that a request names to the domain's form. */
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
