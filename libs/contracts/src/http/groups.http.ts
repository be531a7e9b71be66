import { z } from 'zod';
import { identifier, line, reason } from '../encoding/fields.schema.js';

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

/** A group, as lists show it. */
export const GroupSchema = z.object({
  group_id: identifier,
  name: z.string().nullable(),
  member_count: z.int(),
});

/** Answer of `GET /groups`, by id. */
export const GroupListSchema = z.object({
  groups: z.array(GroupSchema),
  nextCursor: z.string().optional(),
});
/** {@link GroupListSchema} */
export type GroupList = z.output<typeof GroupListSchema>;

/** Answer of `GET /groups/{group_id}`: the group and a page of its members, by id. */
export const GroupResourceSchema = GroupSchema.extend({
  members: z.array(
    z.object({
      user_id: identifier,
      /** `null` where it was erased. */
      username: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().optional(),
});
/** {@link GroupResourceSchema} */
export type GroupResource = z.output<typeof GroupResourceSchema>;
