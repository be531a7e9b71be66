import type { ConfirmationUsed } from '#domain';
import { identifier, operation } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A preview was confirmed. Wire form of {@link ConfirmationUsed}. */
export const confirmationUsedCodec = factCodec<ConfirmationUsed>({
  fact: 'ConfirmationUsed',
  // Version 1 named the operation by method and path. It has no upcaster: it reads as an unknown fact, which changes nothing.
  version: 2,
  shape: { confirmationId: identifier, operation },
  subject: (data) => data.confirmationId,
});
