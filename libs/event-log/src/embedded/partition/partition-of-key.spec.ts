import { describe, expect, it } from '@jest/globals';
import { partitionOfKey } from './partition-of-key.js';

describe('partition of a key', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is the published FNV-1a hash of %j, modulo the partitions', (key, hash) => {
    expect(partitionOfKey(key, 0x1_0000_0000)).toBe(hash);
    expect(partitionOfKey(key, 7)).toBe(hash % 7);
  });

  it('stays what stored data was placed by', () => {
    const placed = ['org-1', 'org-2', 'default', 'org-1/app-1/user-1', 'ключ'].map((key) =>
      partitionOfKey(key, 16),
    );
    expect(placed).toEqual([7, 10, 14, 3, 1]);
  });

  it('spreads keys evenly', () => {
    const counts = Array<number>(8).fill(0);
    for (let n = 0; n < 8_000; n += 1) {
      const partition = partitionOfKey(`org-${String(n)}`, counts.length);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1_200);
  });
});
