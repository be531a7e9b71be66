import { z } from 'zod';
import { PagingQuerySchema } from '../../http/paging.schema.js';
import { AppUserResourceSchema } from '../../inventory/app-user.schema.js';

/** Query of `GET /apps/{client_id}/users`. */
export const AppUsersQuerySchema = PagingQuerySchema.extend({
  sort: z.enum(['last_used', 'active_until', 'user_id']).default('last_used'),
});
/** {@link AppUsersQuerySchema} */
export type AppUsersQuery = z.output<typeof AppUsersQuerySchema>;

/** Answer of `GET /apps/{client_id}/users`. */
export const AppUserListSchema = z.object({
  users: z.array(AppUserResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link AppUserListSchema} */
export type AppUserList = z.output<typeof AppUserListSchema>;
