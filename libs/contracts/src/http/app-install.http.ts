import { GRANT_TYPES } from '#domain';
import { z } from 'zod';
import { identifier, instant, reason, wholeNumber } from '../encoding/fields.schema.js';
import { BULK_CONTROLS, BulkAcceptedSchema } from './bulk.http.js';

/** Body of `POST /apps/{client_id}/install` and of `POST /apps/install`. */
export const InstallAppRequestSchema = z.strictObject({
  /** For this user alone; absent: for everybody. */
  user_id: identifier.optional(),
  reason: reason.optional(),
});
/** {@link InstallAppRequestSchema} */
export type InstallAppRequest = z.output<typeof InstallAppRequestSchema>;

/** Body of `POST /apps/{client_id}/uninstall`. */
export const UninstallAppRequestSchema = InstallAppRequestSchema.extend(BULK_CONTROLS);
/** {@link UninstallAppRequestSchema} */
export type UninstallAppRequest = z.output<typeof UninstallAppRequestSchema>;

const uninstallPart = z.enum([
  'access_tokens',
  'refresh_tokens',
  'grants',
  'sessions',
  'policy',
  'preauthorizations',
  'registration',
  'blocks',
  'usage_history',
]);

/** Answer (202) to {@link UninstallAppRequestSchema}. */
export const UninstallAppResponseSchema = BulkAcceptedSchema.extend({
  /** What of the app it ended, or of the app for that user; empty where nothing happened yet. */
  ends: z.array(uninstallPart),
  /** What it left as it was. */
  leaves: z.array(uninstallPart),
});
/** {@link UninstallAppResponseSchema} */
export type UninstallAppResponse = z.output<typeof UninstallAppResponseSchema>;

/** Query of `/apps/install`: an app, whatever its place in a list. */
export const ApproveInstallQuerySchema = z.strictObject({
  /** The `client_id`. */
  app_id: identifier,
  /** The organisation that it is registered in: the caller's. */
  app_org_id: identifier,
});
/** {@link ApproveInstallQuerySchema} */
export type ApproveInstallQuery = z.output<typeof ApproveInstallQuerySchema>;

/** Answer of `GET /apps/install`: what it takes to decide. */
export const InstallApprovalSchema = z.object({
  client_id: identifier,
  client_name: z.string().nullable(),
  /** The publisher's page. */
  client_uri: z.string().nullable(),
  scopes: z.array(z.string()),
  redirect_uris: z.array(z.string()),
  grant_types: z.array(z.enum(GRANT_TYPES)),
  installed: z.boolean(),
  blocked: z.boolean(),
  /** How often its use was denied so far. */
  denied_attempts: z.object({
    total: wholeNumber,
    /** Because it isn't installed. */
    not_installed: wholeNumber,
    last_at: instant.nullable(),
  }),
  /** The request that installs it. */
  install: z.object({ method: z.literal('POST'), path: z.string() }),
});
/** {@link InstallApprovalSchema} */
export type InstallApproval = z.output<typeof InstallApprovalSchema>;
