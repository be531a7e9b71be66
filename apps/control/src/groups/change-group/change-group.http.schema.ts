import { identifier, line, reason } from '#contracts/fields';
import { z } from 'zod';

/** Largest number of members that one change can add, and that it can remove. */
const MAX_MEMBERS = 1_000;

/**
 * Body of `PUT /groups/{group_id}`: creates the group, or changes it. Members are added and removed rather than listed, so that two
 * administrators who change a group at the same time don't undo each other's changes.
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
