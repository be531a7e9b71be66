import type { UserPreauthorizationWithdrawn } from '#domain';
import { namesOne, preauthorizationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A preauthorization was taken back. Wire form of {@link UserPreauthorizationWithdrawn}. */
export const userPreauthorizationWithdrawnCodec = factCodec<UserPreauthorizationWithdrawn>({
  fact: 'UserPreauthorizationWithdrawn',
  version: 1,
  shape: preauthorizationShape,
  check: namesOne,
  subject: (data) => data.clientId,
});
