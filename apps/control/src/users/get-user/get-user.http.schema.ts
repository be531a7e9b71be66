import { identifier, instant } from '#contracts/fields';
import { z } from 'zod';
import { ROLE_NAMES } from '../permissions.schema.js';

/** Answer of `GET /users/{user_id}`. */
export const UserResourceSchema = z.object({
  user_id: identifier,
  /** The sign-in name; `null` if it was erased. */
  username: z.string().nullable(),
  /** The permissions that were granted. */
  permissions: z.array(z.string()),
  /** Roles of which the user holds every permission. */
  roles: z.array(z.enum(ROLE_NAMES)),
  groups: z.array(z.object({ group_id: identifier, name: z.string().nullable() })),
  registered_at: instant,
});
/** {@link UserResourceSchema} */
export type UserResource = z.output<typeof UserResourceSchema>;
