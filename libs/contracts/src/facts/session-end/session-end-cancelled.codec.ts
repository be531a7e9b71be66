import type { SessionEndCancelled } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An announced end of sessions was taken back. Wire form of {@link SessionEndCancelled}. */
export const sessionEndCancelledCodec = factCodec<SessionEndCancelled>({
  fact: 'SessionEndCancelled',
  version: 1,
  shape: { scheduleId: identifier, reason: optionalReason },
  subject: (_data, orgId) => orgId,
});
