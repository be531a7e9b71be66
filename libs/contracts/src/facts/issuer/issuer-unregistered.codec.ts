import type { IssuerUnregistered } from '#domain';
import { issuerId, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Nothing is reported any more of a foreign issuer. Wire form of {@link IssuerUnregistered}. */
export const issuerUnregisteredCodec = factCodec<IssuerUnregistered>({
  fact: 'IssuerUnregistered',
  version: 1,
  shape: { iss: issuerId, reason: optionalReason },
  subject: (data) => data.iss,
});
