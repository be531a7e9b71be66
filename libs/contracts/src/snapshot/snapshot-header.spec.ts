import { describe, expect, it } from '@jest/globals';
import { TOKEN_KINDS } from '#domain';
import fc from 'fast-check';
import { z } from 'zod';
import { identifier, instant, wholeNumber } from '../encoding/fields.schema.js';
import { nearly } from '../testing/hostile-json.js';
import { readSnapshotHeader } from './snapshot-header.js';

// The same rules as a schema. The reader is written by hand, and has to accept exactly what this schema accepts.
const generation = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const schema = z.object({
  orgId: identifier,
  position: z.object({ generation, offset: z.int().min(-1) }).nullable(),
  logTimeMs: z.number(),
  prunedToMs: z.number(),
  generations: z.array(generation).refine((all) => new Set(all).size === all.length),
  maxLifetimeMs: z.record(z.enum(TOKEN_KINDS), z.number().min(0)),
  createdAt: instant,
  counts: z.object({
    denied: wholeNumber,
    deniedKids: wholeNumber,
    accessWatermarks: wholeNumber,
    refreshWatermarks: wholeNumber,
    sessionWatermarks: wholeNumber,
    blocks: wholeNumber,
    lifts: wholeNumber,
  }),
});

const HEADER = {
  orgId: 'default',
  position: { generation: 'g1', offset: 5 },
  logTimeMs: 1,
  prunedToMs: -1,
  generations: ['g1', 'g2'],
  maxLifetimeMs: { access: 1, refresh: 2, session: 0 },
  createdAt: '2026-11-21T08:00:00.000Z',
  counts: {
    denied: 0,
    deniedKids: 1,
    accessWatermarks: 2,
    refreshWatermarks: 3,
    sessionWatermarks: 4,
    blocks: 5,
    lifts: 6,
  },
};

describe('the header of a snapshot', () => {
  it('is read as the same rules as a schema would read it', () => {
    fc.assert(
      fc.property(nearly(HEADER, { ...HEADER, position: null }), (json) => {
        expect(readSnapshotHeader(json)).toEqual(schema.safeParse(json).data ?? null);
      }),
      { numRuns: 3_000 },
    );
  });
});
