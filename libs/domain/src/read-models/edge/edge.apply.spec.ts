import { describe, expect, it } from '@jest/globals';
import {
  edgeAbsorbed,
  edgeRegistered,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  recordedUsage,
  START_MS,
  timeAt,
} from '../../testing/index.js';
import { EDGE_MODEL, EDGE_RECENT_SIZE } from './edge.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);
const retired = { type: 'EdgeRetired', data: { edgeId: 'edge-1' } } as const;

describe('the document of an edge', () => {
  it('holds the first registration and the first retirement', () => {
    const log = recordedLog([
      edgeRegistered('edge-1', 'Gateway'),
      edgeRegistered('edge-1', 'Other'),
      retired,
      retired,
    ]);
    expect(projectedOne(EDGE_MODEL, log)).toMatchObject({
      registered: true,
      name: 'Gateway',
      nameKey: 'gateway',
      registeredAt: timeAt(START_MS + 5),
      retired: true,
      retiredAt: timeAt(START_MS + 2005),
      position: null,
    });
  });

  it('is not retired by what the fold rejects', () => {
    expect(projected(EDGE_MODEL, [recorded(retired)]).size).toBe(0);
    const outdated = [
      recorded(edgeRegistered(), { offset: 5 }),
      recorded(retired, { offset: 6, basedOn: 4 }),
    ];
    expect(projectedOne(EDGE_MODEL, outdated).retired).toBe(false);
    const current = [recorded(edgeRegistered(), { offset: 5 }), recorded(retired, { offset: 6, basedOn: 5 })];
    expect(projectedOne(EDGE_MODEL, current).retired).toBe(true);
  });

  it('comes to the same whatever order receipts and their repetitions are read in', () => {
    const receipts = [
      edgeAbsorbed({
        position: 'g1:4',
        receivedAt: at(1),
        recent: [
          { offset: 3, ms: 20 },
          { offset: 4, ms: 12 },
        ],
      }),
      edgeAbsorbed({
        position: 'g1:6',
        receivedAt: at(2),
        recent: [
          { offset: 4, ms: 950 },
          { offset: 6, ms: 8 },
        ],
      }),
    ].map((fact) => recordedUsage(fact));
    const registration = recorded(edgeRegistered());
    for (const order of [
      [registration, ...receipts],
      [...receipts, registration],
      [...receipts.reverse(), ...receipts, registration],
    ]) {
      expect(projectedOne(EDGE_MODEL, order)).toMatchObject({
        registered: true,
        position: 'g1:6',
        generation: 'g1',
        absorbedOffset: 6,
        lastSeenAt: at(2),
        recent: [
          { offset: 3, ms: 20 },
          { offset: 4, ms: 12 },
          { offset: 6, ms: 8 },
        ],
      });
    }
  });

  it('keeps the newest 64 measurements', () => {
    const recent = Array.from({ length: 100 }, (_, offset) => ({ offset, ms: 1 }));
    const doc = projectedOne(EDGE_MODEL, [recordedUsage(edgeAbsorbed({ position: 'g1:99', recent }))]);
    expect(doc.recent).toHaveLength(EDGE_RECENT_SIZE);
    expect(doc.recent[0]?.offset).toBe(36);
  });

  it('starts anew in another generation of the log, and is not taken back by an old receipt', () => {
    const old = recordedUsage(
      edgeAbsorbed({ position: 'g1:90', receivedAt: at(1), recent: [{ offset: 90, ms: 5 }] }),
    );
    const anew = recordedUsage(
      edgeAbsorbed({ position: 'g2:3', receivedAt: at(2), recent: [{ offset: 3, ms: 6 }] }),
    );
    for (const order of [
      [old, anew],
      [old, anew, old],
      [anew, old],
    ]) {
      expect(projectedOne(EDGE_MODEL, order)).toMatchObject({
        position: 'g2:3',
        absorbedOffset: 3,
        recent: [{ offset: 3, ms: 6 }],
      });
    }
  });
});
