import { GRANT_TYPES, type OrgSettings, TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import { covers, identifier, instant, reason, tokenKind } from '../encoding/fields.schema.js';
import { AcceptedResponseSchema } from './revocations.http.js';

const grantTypes = z.array(z.enum(GRANT_TYPES));

/** Answer of `GET /organization/settings`. */
export const OrganizationSettingsSchema = z.object({
  /** Grant types that the organisation's apps may use at all. */
  allowed_grant_types: grantTypes,
  /** Active tokens above which a bulk revocation needs a second person; `null`: it never does. */
  approval_threshold: z.int().nullable(),
  /** Whether only installed apps whose users are preauthorized get tokens. The platform's operator switches it. */
  api_client_allowlisting: z.boolean(),
});
/** {@link OrganizationSettingsSchema} */
export type OrganizationSettings = z.output<typeof OrganizationSettingsSchema>;

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

/** Body of `PUT /organizations/{org_id}/allowlisting`. */
export const SwitchAllowlistingRequestSchema = z.strictObject({
  enabled: z.boolean(),
  reason: reason.optional(),
  /** Do nothing, and answer 200 with whom it would block. */
  dry_run: z.boolean().optional(),
});
/** {@link SwitchAllowlistingRequestSchema} */
export type SwitchAllowlistingRequest = z.output<typeof SwitchAllowlistingRequestSchema>;

const blockedByAllowlist = {
  /** Apps that aren't on the allowlist, and lose what they hold; those that are blocked anyway don't count. */
  revoked_apps: z.int(),
  /** The first hundred of them, in order. */
  revoked_client_ids: z.array(identifier),
  /**
   * The first hundred of them that may ask for permissions of this API: with none left, the organisation can't put itself on the
   * list, and only the platform's operator can help it.
   */
  administrators_blocked: z.array(identifier),
};

/** Answer (200) to {@link SwitchAllowlistingRequestSchema} with `dry_run`: nothing was done. */
export const SwitchAllowlistingPreviewSchema = z.object(blockedByAllowlist);
/** {@link SwitchAllowlistingPreviewSchema} */
export type SwitchAllowlistingPreview = z.output<typeof SwitchAllowlistingPreviewSchema>;

/** Answer (202) to {@link SwitchAllowlistingRequestSchema}. */
export const SwitchAllowlistingResponseSchema = AcceptedResponseSchema.extend(blockedByAllowlist);
/** {@link SwitchAllowlistingResponseSchema} */
export type SwitchAllowlistingResponse = z.output<typeof SwitchAllowlistingResponseSchema>;

/** Body of `POST /organization/session-end`. */
export const AnnounceSessionEndRequestSchema = z.strictObject({
  /** When the organisation's app sessions end: within a year. */
  at: instant,
  covers: covers.default([...TOKEN_KINDS]),
  reason: reason.optional(),
});
/** {@link AnnounceSessionEndRequestSchema} */
export type AnnounceSessionEndRequest = z.output<typeof AnnounceSessionEndRequestSchema>;

/** Query of `DELETE /organization/session-end`. */
export const CancelSessionEndQuerySchema = z.strictObject({ reason: reason.optional() });
/** {@link CancelSessionEndQuerySchema} */
export type CancelSessionEndQuery = z.output<typeof CancelSessionEndQuerySchema>;

/** Answer of `GET /organization/session-end`. */
export const SessionEndSchema = z.object({
  at: instant,
  covers: z.array(tokenKind),
  reason: z.string().nullable(),
  announced_at: instant,
});
/** {@link SessionEndSchema} */
export type SessionEnd = z.output<typeof SessionEndSchema>;
