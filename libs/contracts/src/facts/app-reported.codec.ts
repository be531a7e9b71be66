import type { AppReported } from '#domain';
import { identifier, issuerId } from './fact-parts.schema.js';
import { factCodec } from './fact.codec.js';

/** An app of a foreign issuer holds a token, as that issuer's inventory says. Wire form of {@link AppReported}. */
export const appReportedCodec = factCodec<AppReported>({
  fact: 'AppReported',
  version: 1,
  shape: { iss: issuerId, clientId: identifier },
  subject: (data) => data.clientId,
});
