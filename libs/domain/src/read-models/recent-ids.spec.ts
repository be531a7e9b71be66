import { describe, expect, it } from '@jest/globals';
import { recordedUsage, tokenUsed } from '../testing/index.js';
import { countOnce, RECENT_MS, RECENT_SIZE, type RecentId } from './recent-ids.js';

const at = (appendedAtMs: number, partition = 0) => recordedUsage(tokenUsed(), { appendedAtMs, partition });

function counted(
  ids: readonly (readonly [id: string, atMs: number, partition?: number])[],
): readonly RecentId[] {
  return ids.reduce<readonly RecentId[]>(
    (recent, [id, ms, partition]) => countOnce(recent, id, at(ms, partition)) ?? recent,
    [],
  );
}

describe('countOnce', () => {
  it('counts an id once', () => {
    const recent = counted([['a', 0]]);
    expect(countOnce(recent, 'a', at(1))).toBeNull();
    expect(countOnce(recent, 'b', at(1))).not.toBeNull();
  });

  it('remembers for 15 minutes of log time, and no longer', () => {
    expect(
      counted([
        ['a', 0],
        ['b', RECENT_MS],
      ]).map(({ id }) => id),
    ).toEqual(['a', 'b']);
    expect(
      counted([
        ['a', 0],
        ['b', RECENT_MS + 1],
      ]).map(({ id }) => id),
    ).toEqual(['b']);
  });

  it('does not forget what came from a partition that is read more slowly', () => {
    const recent = counted([
      ['slow', 0, 1],
      ['fast', 10 * RECENT_MS, 0],
    ]);
    expect(countOnce(recent, 'slow', at(1, 1))).toBeNull();
  });

  it('never remembers more than the newest 512', () => {
    const many = Array.from({ length: RECENT_SIZE + 10 }, (_, index) => [String(index), index] as const);
    const recent = counted(many);
    expect(recent.length).toBe(RECENT_SIZE);
    expect(recent[0]?.id).toBe('10');
    expect(recent.at(-1)?.id).toBe(String(RECENT_SIZE + 9));
  });

  it('leaves what it was given as it was', () => {
    const recent = Object.freeze(counted([['a', 0]]));
    countOnce(recent, 'b', at(2 * RECENT_MS));
    expect(recent.map(({ id }) => id)).toEqual(['a']);
  });
});
