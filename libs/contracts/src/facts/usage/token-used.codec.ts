import type { TokenUsed } from '#domain';
import { countedShape, identifier } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Calls were seen at an edge. Wire form of {@link TokenUsed}. */
export const tokenUsedCodec = factCodec<TokenUsed>({
  fact: 'TokenUsed',
  version: 1,
  shape: {
    clientId: identifier,
    userId: identifier,
    edgeId: identifier,
    windowId: identifier,
    ...countedShape,
  },
  subject: (data) => data.clientId,
});
