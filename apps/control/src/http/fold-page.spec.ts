import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProblemException } from '#platform';
import { foldPage } from './fold-page.js';

function pagesOf(ids: Iterable<string>, limit: number): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = foldPage(ids, 'list', { limit, cursor });
    pages.push([...page.ids]);
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

describe('the pages of a folded list', () => {
  it('hold every id once, in order, and are full but for the last', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 })),
        fc.integer({ min: 1, max: 5 }),
        (ids, limit) => {
          const pages = pagesOf(ids, limit);
          expect(pages.flat()).toEqual([...ids].sort());
          expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        },
      ),
    );
  });

  it('go on behind an id that has left', () => {
    const ids = new Set(['a', 'b', 'c', 'd']);
    const { next } = foldPage(ids, 'list', { limit: 2 });
    ids.delete('b');
    expect(foldPage(ids, 'list', { limit: 2, cursor: next })).toEqual({ ids: ['c', 'd'] });
  });

  it.each([
    'x',
    '!',
    Buffer.from('["other","a"]').toString('base64url'),
    Buffer.from('["list",7]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('refuse the cursor %s', (cursor) => {
    expect(() => foldPage(['a'], 'list', { limit: 1, cursor })).toThrow(ProblemException);
  });
});
