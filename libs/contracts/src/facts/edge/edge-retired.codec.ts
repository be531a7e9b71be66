import type { EdgeRetired } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An edge may no longer read the feed. Wire form of {@link EdgeRetired}. */
export const edgeRetiredCodec = factCodec<EdgeRetired>({
  fact: 'EdgeRetired',
  version: 1,
  shape: { edgeId: identifier, reason: optionalReason },
  subject: (data) => data.edgeId,
});
