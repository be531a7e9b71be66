import type { RoleGranted } from '#domain';
import { identifier, optionalReason, permissions } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A user was given permissions. Wire form of {@link RoleGranted}. */
export const roleGrantedCodec = factCodec<RoleGranted>({
  fact: 'RoleGranted',
  version: 1,
  shape: { userId: identifier, permissions, reason: optionalReason },
  subject: (data) => data.userId,
});
