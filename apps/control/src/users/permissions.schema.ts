import { reason } from '#contracts/fields';
import { PERMISSIONS, type Role, ROLES } from '#domain';
import { z } from 'zod';

export const permissions = z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length);

export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];

export const roles = z.array(z.enum(ROLE_NAMES)).max(ROLE_NAMES.length);

export const somePermissions = z
  .strictObject({
    permissions: permissions.default([]),
    /** Each role stands for all of its permissions. */
    roles: roles.default([]),
    reason: reason.optional(),
  })
  .refine((body) => body.permissions.length + body.roles.length > 0, {
    error: 'Expected at least one permission or role',
  });
