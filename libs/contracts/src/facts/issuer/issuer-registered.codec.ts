import type { IssuerRegistered } from '#domain';
import { z } from 'zod';
import { identifier, issuerId, line, url, wholeNumber } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Tokens of a foreign issuer can be revoked. Wire form of {@link IssuerRegistered}. */
export const issuerRegisteredCodec = factCodec<IssuerRegistered>({
  fact: 'IssuerRegistered',
  version: 1,
  shape: {
    iss: issuerId,
    jwksUri: url,
    algorithms: z.array(line(32)).min(1).max(32),
    toleranceMs: wholeNumber,
    maxLifetimeMs: z.int().min(1),
    jtiCarriesTime: z.boolean(),
    reporters: z.array(identifier).min(1).max(32).optional(),
  },
  subject: (data) => data.iss,
});
