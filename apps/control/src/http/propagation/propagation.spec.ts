import { describe, expect, it } from '@jest/globals';
import { type EdgeProgress, propagationOf } from './propagation.js';

const at = (offset: number, generation = 'g1') => ({ generation, offset });
const edge = (edgeId: string, over: Partial<EdgeProgress> = {}): EdgeProgress => ({
  edgeId,
  name: edgeId,
  position: at(10),
  recent: [],
  ...over,
});
const of = (...edges: readonly EdgeProgress[]) => propagationOf('r1', at(10), 'token', edges);

describe('a revocation has come', () => {
  it('to every edge that is at or past it', () => {
    const { edges, complete } = of(edge('a'), edge('b', { position: at(11) }));
    expect([edges.applied, edges.total, edges.laggards, complete]).toEqual([2, 2, [], true]);
  });

  it('to all of none', () => {
    expect(of()).toMatchObject({ complete: true, latencyMs: null, edges: { total: 0, applied: 0 } });
  });

  it('not to an edge that is before it, never spoke, or reads another log', () => {
    const { edges, complete } = of(
      edge('behind', { position: at(7) }),
      edge('mute', { position: null }),
      edge('elsewhere', { position: at(99, 'g2') }),
    );
    expect(complete).toBe(false);
    expect(edges.laggards.map(({ edgeId, behind }) => [edgeId, behind])).toEqual([
      ['behind', 3],
      ['mute', 11],
      ['elsewhere', 11],
    ]);
  });
});

describe('times', () => {
  const measured = (...all: readonly number[]) =>
    of(
      ...all.map((ms, n) =>
        edge(String(n), {
          recent: [
            { offset: 9, ms: 1 },
            { offset: 10, ms },
          ],
        }),
      ),
    ).latencyMs;

  it('are those of this decision only, as nearest-rank percentiles', () => {
    expect(measured(5)).toEqual({ p50: 5, p99: 5, max: 5 });
    expect(measured(40, 10, 30, 20)).toEqual({ p50: 20, p99: 40, max: 40 });
    const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(measured(...hundred)).toEqual({ p50: 50, p99: 99, max: 100 });
  });

  it('are null while no edge measured it', () => {
    expect(of(edge('a', { recent: [{ offset: 9, ms: 1 }] })).latencyMs).toBeNull();
  });
});
