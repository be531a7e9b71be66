import type { RoleWithdrawn } from '#domain';
import { identifier, optionalReason, permissions } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Permissions of a user were taken back. Wire form of {@link RoleWithdrawn}. */
export const roleWithdrawnCodec = factCodec<RoleWithdrawn>({
  fact: 'RoleWithdrawn',
  version: 1,
  shape: { userId: identifier, permissions, reason: optionalReason },
  subject: (data) => data.userId,
});
