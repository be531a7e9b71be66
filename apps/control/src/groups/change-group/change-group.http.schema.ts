import { identifier, line, reason } from '#contracts/fields';
import { z } from 'zod';

/** Members that one change adds, or removes, at most. */
const MAX_MEMBERS = 1_000;

/**
 * Body of `PUT /groups/{group_id}`: makes the group, or changes it. Members are added and removed rather than listed, so that two
 * administrators at once don't undo each other.
 */
export const ChangeGroupRequestSchema = z
  .strictObject({
    name: line(200).optional(),
    /** User ids. */
    add: z.array(identifier).max(MAX_MEMBERS).default([]),
    /** User ids. */
    remove: z.array(identifier).max(MAX_MEMBERS).default([]),
    reason: reason.optional(),
  })
  .refine(({ add, remove }) => !remove.some((userId) => add.includes(userId)), {
    error: 'Expected no user in both add and remove',
  });
/** {@link ChangeGroupRequestSchema} */
export type ChangeGroupRequest = z.output<typeof ChangeGroupRequestSchema>;
