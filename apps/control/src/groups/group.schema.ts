import { identifier } from '#contracts/fields';
import { z } from 'zod';

/** A group, as lists show it. */
export const GroupSchema = z.object({
  group_id: identifier,
  name: z.string().nullable(),
  member_count: z.int(),
});
