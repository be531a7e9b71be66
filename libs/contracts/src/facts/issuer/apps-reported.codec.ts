import type { AppsReported } from '#domain';
import { z } from 'zod';
import { identifier, issuerId } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Apps of a foreign issuer hold tokens, as that issuer's inventory says. Wire form of {@link AppsReported}. */
export const appsReportedCodec = factCodec<AppsReported>({
  fact: 'AppsReported',
  version: 1,
  shape: { iss: issuerId, clientIds: z.array(identifier).min(1).max(1_000) },
  subject: (data) => data.iss,
});
