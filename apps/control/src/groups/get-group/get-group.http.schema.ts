import { identifier } from '#contracts/fields';
import { z } from 'zod';
import { GroupSchema } from '../group.schema.js';

/** Answer of `GET /groups/{group_id}`: the group and a page of its members, by id. */
export const GroupResourceSchema = GroupSchema.extend({
  members: z.array(
    z.object({
      user_id: identifier,
      /** `null` if it was erased. */
      username: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().optional(),
});
/** {@link GroupResourceSchema} */
export type GroupResource = z.output<typeof GroupResourceSchema>;
