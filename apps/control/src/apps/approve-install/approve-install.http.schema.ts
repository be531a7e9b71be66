import { identifier, instant, wholeNumber } from '#contracts/fields';
import { GRANT_TYPES } from '#domain';
import { z } from 'zod';

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
