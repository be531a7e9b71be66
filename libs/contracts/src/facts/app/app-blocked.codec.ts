import type { AppBlocked } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An app was blocked. Wire form of {@link AppBlocked}. */
export const appBlockedCodec = factCodec<AppBlocked>({
  fact: 'AppBlocked',
  version: 1,
  shape: { clientId: identifier, blockId: identifier, reason: optionalReason },
  subject: (data) => data.clientId,
});
