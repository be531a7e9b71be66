import type { UsageDenied } from '#domain';
import { z } from 'zod';
import { countedShape, denialReason, identifier } from './fact-parts.schema.js';
import { factCodec } from './fact.codec.js';

/** An attempt to use an app was denied. Wire form of {@link UsageDenied}. */
export const usageDeniedCodec = factCodec<UsageDenied>({
  fact: 'UsageDenied',
  version: 1,
  shape: {
    clientId: identifier,
    userId: identifier.optional(),
    reason: denialReason,
    where: z.enum(['issuer', 'edge']),
    edgeId: identifier.optional(),
    windowId: identifier.optional(),
    ...countedShape,
  },
  subject: (data) => data.clientId,
});
