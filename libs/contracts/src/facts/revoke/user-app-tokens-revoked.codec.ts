import type { UserAppTokensRevoked } from '#domain';
import { identifier, revocationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Everything a user holds of an app was revoked. Wire form of {@link UserAppTokensRevoked}. */
export const userAppTokensRevokedCodec = factCodec<UserAppTokensRevoked>({
  fact: 'UserAppTokensRevoked',
  version: 1,
  shape: { userId: identifier, clientId: identifier, ...revocationShape },
  subject: (data) => data.userId,
});
