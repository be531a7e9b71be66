import type { UserPreauthorized } from '#domain';
import { namesOne, preauthorizationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A user or group was preauthorized for an app. Wire form of {@link UserPreauthorized}. */
export const userPreauthorizedCodec = factCodec<UserPreauthorized>({
  fact: 'UserPreauthorized',
  version: 1,
  shape: preauthorizationShape,
  check: namesOne,
  subject: (data) => data.clientId,
});
