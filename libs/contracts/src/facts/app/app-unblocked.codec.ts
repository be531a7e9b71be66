import type { AppUnblocked } from '#domain';
import { z } from 'zod';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Blocks of an app were lifted. Wire form of {@link AppUnblocked}. */
export const appUnblockedCodec = factCodec<AppUnblocked>({
  fact: 'AppUnblocked',
  version: 1,
  shape: { clientId: identifier, blockIds: z.array(identifier).min(1).max(10_000), reason: optionalReason },
  subject: (data) => data.clientId,
});
