import type { SessionRevoked } from '#domain';
import { identifier, revocationShape } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** One sign-in session was ended. Wire form of {@link SessionRevoked}. */
export const sessionRevokedCodec = factCodec<SessionRevoked>({
  fact: 'SessionRevoked',
  version: 1,
  shape: { sessionId: identifier, ...revocationShape },
  subject: (data) => data.sessionId,
});
