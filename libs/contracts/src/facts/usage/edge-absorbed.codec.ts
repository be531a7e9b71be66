import type { EdgeAbsorbed } from '#domain';
import { z } from 'zod';
import { identifier, instant, positionText, wholeNumber } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An edge told what it has absorbed. Wire form of {@link EdgeAbsorbed}. */
export const edgeAbsorbedCodec = factCodec<EdgeAbsorbed>({
  fact: 'EdgeAbsorbed',
  version: 1,
  shape: {
    edgeId: identifier,
    position: positionText,
    receivedAt: instant,
    recent: z.array(z.object({ offset: wholeNumber, ms: z.number().min(0) })).max(64),
  },
  subject: (data) => data.edgeId,
});
