import { z } from 'zod';
import { GroupSchema } from '../group.schema.js';

/** Answer of `GET /groups`, by id. */
export const GroupListSchema = z.object({
  groups: z.array(GroupSchema),
  nextCursor: z.string().optional(),
});
/** {@link GroupListSchema} */
export type GroupList = z.output<typeof GroupListSchema>;
