import { PERMISSIONS } from '#domain';
import { z } from 'zod';
import { ROLE_NAMES } from '../permissions.schema.js';

/** Answer of `GET /roles`: sets of permissions that are granted together. */
export const RoleListSchema = z.object({
  roles: z.array(z.object({ role: z.enum(ROLE_NAMES), permissions: z.array(z.enum(PERMISSIONS)) })),
});
/** {@link RoleListSchema} */
export type RoleList = z.output<typeof RoleListSchema>;
