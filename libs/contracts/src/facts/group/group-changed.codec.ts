import type { GroupChanged } from '#domain';
import { identifier, line, optionalReason, userIds } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A group was made or changed. Wire form of {@link GroupChanged}. */
export const groupChangedCodec = factCodec<GroupChanged>({
  fact: 'GroupChanged',
  version: 1,
  shape: {
    groupId: identifier,
    name: line(200).optional(),
    added: userIds,
    removed: userIds,
    reason: optionalReason,
  },
  subject: (data) => data.groupId,
});
