import type { AppTokensRevoked } from '#domain';
import { identifier, revocationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Everything of an app was revoked. Wire form of {@link AppTokensRevoked}. */
export const appTokensRevokedCodec = factCodec<AppTokensRevoked>({
  fact: 'AppTokensRevoked',
  version: 1,
  shape: { clientId: identifier, ...revocationShape },
  subject: (data) => data.clientId,
});
