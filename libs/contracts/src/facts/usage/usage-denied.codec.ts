import type { UsageDenied } from '#domain';
import { z } from 'zod';
import { address, countedShape, denialReason, identifier } from '../codec/fact-parts.schema.js';
import { factCodec, unchanged } from '../codec/fact.codec.js';

/** An attempt to use an app was denied. Wire form of {@link UsageDenied}. */
export const usageDeniedCodec = factCodec<UsageDenied>({
  fact: 'UsageDenied',
  version: 2,
  shape: {
    clientId: identifier,
    userId: identifier.optional(),
    reason: denialReason,
    where: z.enum(['issuer', 'edge']),
    address: address.optional(),
    edgeId: identifier.optional(),
    windowId: identifier.optional(),
    ...countedShape,
  },
  subject: (data) => data.clientId,
  // Version 2: the reasons `not-allowlisted` and `ip-not-allowed`.
  upcasters: { 'rescind.UsageDenied.v1': unchanged },
});
