import type { TokenRevoked } from '#domain';
import { issuerId, revocationShape, tokenId } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** One token was revoked. Wire form of {@link TokenRevoked}. */
export const tokenRevokedCodec = factCodec<TokenRevoked>({
  fact: 'TokenRevoked',
  version: 1,
  shape: { iss: issuerId, jti: tokenId, ...revocationShape },
  subject: (data) => data.jti,
});
