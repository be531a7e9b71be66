import type { SessionEndScheduled } from '#domain';
import { covers, identifier, instant, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An end of all sessions was announced. Wire form of {@link SessionEndScheduled}. */
export const sessionEndScheduledCodec = factCodec<SessionEndScheduled>({
  fact: 'SessionEndScheduled',
  version: 1,
  shape: { scheduleId: identifier, at: instant, covers, reason: optionalReason },
  subject: (_data, orgId) => orgId,
});
