import type { GrantRevoked } from '#domain';
import { identifier, revocationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** One grant was revoked. Wire form of {@link GrantRevoked}. */
export const grantRevokedCodec = factCodec<GrantRevoked>({
  fact: 'GrantRevoked',
  version: 1,
  shape: { grantId: identifier, ...revocationShape },
  subject: (data) => data.grantId,
});
