import { GRANT_TYPES, TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import { covers, instant, reason, tokenKind } from '../encoding/fields.schema.js';
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
  /** `null` switches approval off. */
  approval_threshold: z.int().min(0).nullable().optional(),
  /** Refused: the platform's operator switches it. */
  api_client_allowlisting: z.boolean().optional(),
  reason: reason.optional(),
});
/** {@link ChangeOrganizationSettingsRequestSchema} */
export type ChangeOrganizationSettingsRequest = z.output<typeof ChangeOrganizationSettingsRequestSchema>;

/** Body of `PUT /organizations/{org_id}/allowlisting`. */
export const SwitchAllowlistingRequestSchema = z.strictObject({
  enabled: z.boolean(),
  reason: reason.optional(),
});
/** {@link SwitchAllowlistingRequestSchema} */
export type SwitchAllowlistingRequest = z.output<typeof SwitchAllowlistingRequestSchema>;

/** Answer (202) to {@link SwitchAllowlistingRequestSchema}. */
export const SwitchAllowlistingResponseSchema = AcceptedResponseSchema.extend({
  /** Apps that aren't on the allowlist, and lost what they held. */
  revoked_apps: z.int(),
});
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
