import { identifier, line, prose, reason } from '#contracts/fields';
import { z } from 'zod';
import { permissions, roles } from '../permissions.schema.js';

/** Body of `POST /users`: somebody who can sign in. The name and the password never reach the log. */
export const RegisterUserRequestSchema = z.strictObject({
  username: line(200),
  password: prose(1024).min(12),
  /** Permissions to grant; only such as the caller holds. */
  permissions: permissions.optional(),
  /** Roles to grant: the permissions that they are made of. */
  roles: roles.optional(),
  /** Why the permissions are granted. */
  reason: reason.optional(),
});
/** {@link RegisterUserRequestSchema} */
export type RegisterUserRequest = z.output<typeof RegisterUserRequestSchema>;

/** Answer to {@link RegisterUserRequestSchema}. */
export const RegisterUserResponseSchema = z.object({
  /** Pseudonymous: what facts, tokens and pages know the user by. */
  user_id: identifier,
  username: z.string(),
  /** Those of the roles included. */
  permissions,
});
