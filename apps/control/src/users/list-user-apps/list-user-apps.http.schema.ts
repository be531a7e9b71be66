import { z } from 'zod';
import { AppUserResourceSchema } from '../../inventory/app-user.schema.js';

/** Answer of `GET /users/{user_id}/apps`: the app used last first. */
export const UserAppListSchema = z.object({
  apps: z.array(AppUserResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link UserAppListSchema} */
export type UserAppList = z.output<typeof UserAppListSchema>;
