import type { OrgRegistered } from '#domain';
import { issuerId, line, publicSigningKey } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An organisation exists. Wire form of {@link OrgRegistered}. */
export const orgRegisteredCodec = factCodec<OrgRegistered>({
  fact: 'OrgRegistered',
  version: 1,
  shape: { name: line(200), issuer: issuerId, key: publicSigningKey },
  subject: (_data, orgId) => orgId,
});
