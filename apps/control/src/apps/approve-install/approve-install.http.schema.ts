import { identifier, instant, wholeNumber } from '#contracts/fields';
import { GRANT_TYPES } from '#domain';
import { z } from 'zod';

/** Query of `/apps/install`: names one app. */
export const ApproveInstallQuerySchema = z.strictObject({
  /** The `client_id`. */
  app_id: identifier,
  /** The organisation that the app is registered in; it must be the caller's. */
  app_org_id: identifier,
});
/** {@link ApproveInstallQuerySchema} */
export type ApproveInstallQuery = z.output<typeof ApproveInstallQuerySchema>;

/** Answer of `GET /apps/install`: what an administrator needs to know to decide on installing the app. */
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
  /** How often attempts to use the app were denied so far. */
  denied_attempts: z.object({
    total: wholeNumber,
    /** Attempts that were denied because the app was not installed. */
    not_installed: wholeNumber,
    last_at: instant.nullable(),
  }),
  /** The request that installs it. */
  install: z.object({ method: z.literal('POST'), path: z.string() }),
});
/** {@link InstallApprovalSchema} */
export type InstallApproval = z.output<typeof InstallApprovalSchema>;
