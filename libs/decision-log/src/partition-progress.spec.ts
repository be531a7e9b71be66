import { describe, expect, it } from '@jest/globals';
import { PartitionProgress } from './partition-progress.js';

const bounds = (end: number, first = 0, generation = 'g1') => ({ generation, first, end });

function folded(offset: number): PartitionProgress {
  const progress = new PartitionProgress();
  for (let next = 0; next <= offset; next += 1) progress.advance('g1', next);
  return progress;
}

describe('who waits for an offset', () => {
  it('is woken when it is folded, and not before', async () => {
    const progress = folded(1);
    const woken: number[] = [];
    const waits = [3, 2, 3].map(async (offset) => {
      expect(await progress.reached(offset, Infinity)).toBe(true);
      woken.push(offset);
    });
    progress.advance('g1', 2);
    await waits[1];
    expect(woken).toEqual([2]);
    progress.advance('g1', 3);
    await Promise.all(waits);
    expect(woken).toEqual([2, 3, 3]);
  });

  it('does not wait for what is folded already', async () => {
    expect(await folded(5).reached(5, 0)).toBe(true);
  });

  it('is told when it took too long', async () => {
    expect(await folded(5).reached(6, 1)).toBe(false);
  });

  it('is let go when nothing will be folded any more', async () => {
    const progress = folded(5);
    const waiting = [progress.reached(6, Infinity), progress.reachedEnd(bounds(9), 60_000)];
    progress.end();
    expect(await Promise.all(waiting)).toEqual([false, false]);
  });

  it.each([
    ['an empty partition', bounds(0)],
    ['a partition whose records have all expired', bounds(7, 7)],
    ['a partition that is folded to its end', bounds(3)],
  ])('has nothing to wait for in %s', async (_case, end) => {
    expect(await folded(2).reachedEnd(end, 0)).toBe(true);
  });
});

describe('knowledge', () => {
  it('is of the time of the question, and only once everything up to the answer is folded', () => {
    const progress = folded(1);
    progress.observeBounds(bounds(4), 100);
    expect(progress.knownAsOf).toBeNull();
    progress.advance('g1', 2);
    expect(progress.knownAsOf).toBeNull();
    progress.advance('g1', 3);
    expect(progress.knownAsOf).toBe(100);
  });

  it('grows under constant writes, where the newest end is never reached', () => {
    const progress = folded(0);
    const seen: (number | null)[] = [];
    for (let tick = 1; tick <= 6; tick += 1) {
      progress.observeBounds(bounds(tick * 2 + 3), tick * 100);
      progress.advance('g1', tick * 2 - 1);
      progress.advance('g1', tick * 2);
      seen.push(progress.knownAsOf);
    }
    expect(seen.at(-1)).toBeGreaterThanOrEqual(300);
  });

  it('does not become older when an older answer comes late', () => {
    const progress = folded(3);
    progress.observeBounds(bounds(4), 200);
    progress.observeBounds(bounds(4), 100);
    expect(progress.knownAsOf).toBe(200);
  });

  it('is not renewed by the end of another log', () => {
    const progress = folded(3);
    progress.observeBounds(bounds(4), 100);
    progress.observeBounds(bounds(1, 0, 'g2'), 200);
    expect(progress.knownAsOf).toBe(100);
    expect(progress.generation).toBe('g1');
  });

  it('of an empty partition is complete', () => {
    const progress = new PartitionProgress();
    progress.observeBounds(bounds(1, 1), 100);
    expect(progress).toMatchObject({ generation: 'g1', offset: -1, knownAsOf: 100 });
  });
});
