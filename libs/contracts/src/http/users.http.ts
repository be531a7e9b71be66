import { PERMISSIONS, type Role, ROLES } from '#domain';
import { z } from 'zod';
import { identifier, instant, line, prose, reason } from '../encoding/fields.schema.js';

const permissions = z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length);

const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];
const roles = z.array(z.enum(ROLE_NAMES)).max(ROLE_NAMES.length);

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
/** {@link RegisterUserResponseSchema} */
export type RegisterUserResponse = z.output<typeof RegisterUserResponseSchema>;

const somePermissions = z
  .strictObject({
    permissions: permissions.default([]),
    /** Stand for the permissions that they are made of. */
    roles: roles.default([]),
    reason: reason.optional(),
  })
  .refine((body) => body.permissions.length + body.roles.length > 0, {
    error: 'Expected at least one permission or role',
  });

/** Body of `POST /users/{user_id}/permissions`: only what the caller holds can be given. */
export const GrantPermissionsRequestSchema = somePermissions;
/** {@link GrantPermissionsRequestSchema} */
export type GrantPermissionsRequest = z.output<typeof GrantPermissionsRequestSchema>;

/** Body of `POST /users/{user_id}/permissions/withdraw`. Of a role, all permissions go, also those that another role has too. */
export const WithdrawPermissionsRequestSchema = somePermissions;
/** {@link WithdrawPermissionsRequestSchema} */
export type WithdrawPermissionsRequest = z.output<typeof WithdrawPermissionsRequestSchema>;

/** Answer of `GET /users/{user_id}`. */
export const UserResourceSchema = z.object({
  user_id: identifier,
  /** What the user signs in with; `null` where it was erased. */
  username: z.string().nullable(),
  /** As they were given. */
  permissions: z.array(z.string()),
  /** Roles of which the user holds every permission. */
  roles: z.array(z.enum(ROLE_NAMES)),
  groups: z.array(z.object({ group_id: identifier, name: z.string().nullable() })),
  registered_at: instant,
});
/** {@link UserResourceSchema} */
export type UserResource = z.output<typeof UserResourceSchema>;

/** Answer of `GET /roles`: sets of permissions that are given together. */
export const RoleListSchema = z.object({
  roles: z.array(z.object({ role: z.enum(ROLE_NAMES), permissions: z.array(z.enum(PERMISSIONS)) })),
});
/** {@link RoleListSchema} */
export type RoleList = z.output<typeof RoleListSchema>;
