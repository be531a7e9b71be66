import { identifier, line, prose, reason } from '#contracts/fields';
import { z } from 'zod';
import { permissions, roles } from '../permissions.schema.js';

/** Body of `POST /users`: registers a user who can sign in. The name and the password never reach the log. */
export const RegisterUserRequestSchema = z.strictObject({
  username: line(200),
  password: prose(1024).min(12),
  /** Permissions to grant. The caller must hold them itself. */
  permissions: permissions.optional(),
  /** Roles whose permissions are granted. */
  roles: roles.optional(),
  /** Why the permissions are granted. */
  reason: reason.optional(),
});
/** {@link RegisterUserRequestSchema} */
export type RegisterUserRequest = z.output<typeof RegisterUserRequestSchema>;

/** Answer to {@link RegisterUserRequestSchema}. */
export const RegisterUserResponseSchema = z.object({
  /** The pseudonymous id that facts, tokens and pages use for the user. */
  user_id: identifier,
  username: z.string(),
  /** Including the permissions of the roles. */
  permissions,
});
