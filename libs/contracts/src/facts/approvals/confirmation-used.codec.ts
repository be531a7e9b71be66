import type { ConfirmationUsed } from '#domain';
import { identifier, operation } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A preview was confirmed. Wire form of {@link ConfirmationUsed}. */
export const confirmationUsedCodec = factCodec<ConfirmationUsed>({
  fact: 'ConfirmationUsed',
  version: 1,
  shape: { confirmationId: identifier, operation },
  subject: (data) => data.confirmationId,
});
