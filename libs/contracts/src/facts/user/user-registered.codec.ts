import type { UserRegistered } from '#domain';
import { identifier } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A user exists. Wire form of {@link UserRegistered}. */
export const userRegisteredCodec = factCodec<UserRegistered>({
  fact: 'UserRegistered',
  version: 1,
  shape: { userId: identifier },
  subject: (data) => data.userId,
});
