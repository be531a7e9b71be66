import type { UserTokensRevoked } from '#domain';
import { identifier, revocationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Everything a user holds was revoked. Wire form of {@link UserTokensRevoked}. */
export const userTokensRevokedCodec = factCodec<UserTokensRevoked>({
  fact: 'UserTokensRevoked',
  version: 1,
  shape: { userId: identifier, ...revocationShape },
  subject: (data) => data.userId,
});
