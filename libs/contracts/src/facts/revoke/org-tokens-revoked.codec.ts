import type { OrgTokensRevoked } from '#domain';
import { identifier, revocationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Everything of the organisation was revoked. Wire form of {@link OrgTokensRevoked}. */
export const orgTokensRevokedCodec = factCodec<OrgTokensRevoked>({
  fact: 'OrgTokensRevoked',
  version: 1,
  shape: { ...revocationShape, scheduleId: identifier.optional() },
  subject: (_data, orgId) => orgId,
});
