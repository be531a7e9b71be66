import type { EdgeRegistered } from '#domain';
import { identifier, line } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An edge may read the organisation's feed. Wire form of {@link EdgeRegistered}. */
export const edgeRegisteredCodec = factCodec<EdgeRegistered>({
  fact: 'EdgeRegistered',
  version: 1,
  shape: { edgeId: identifier, name: line(200) },
  subject: (data) => data.edgeId,
});
