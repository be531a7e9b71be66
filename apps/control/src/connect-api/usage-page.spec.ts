import { describe, expect, it } from '@jest/globals';
import type { Doc, ListOptions, Page } from '#read-models';
import { type UsagePage, usagePage } from './usage-page.js';

/** A list of numbers, paged as the stores do it. */
function listOf(total: number) {
  const asked: ListOptions[] = [];
  const list = (options: ListOptions): Promise<Page> => {
    asked.push(options);
    const from = options.after === undefined ? 0 : Number(options.after);
    const to = Math.min(total, from + options.limit);
    const items = Array.from({ length: to - from }, (_, n) => ({
      id: String(from + n),
      revision: 0,
      positions: {},
      doc: { n: from + n },
    }));
    return Promise.resolve({ items, ...(to < total ? { next: String(to) } : {}) });
  };
  return { asked, list };
}

const numbers = (docs: readonly Doc[]): readonly unknown[] => docs.map(({ n }) => n);

describe('a page of the Connect API', () => {
  it('is numbered from 0', async () => {
    const { list } = listOf(7);
    const page = await usagePage('/things', { page: 1, pageSize: 3 }, list);
    expect(numbers(page.docs)).toEqual([3, 4, 5]);
    expect(page.urls).toEqual({
      currentPageUrl: '/things?page=1&pageSize=3',
      nextPageUrl: '/things?page=2&pageSize=3&cursor=6',
    });
  });

  it('is found at once by whoever follows nextPageUrl to the end, which has none', async () => {
    const { asked, list } = listOf(7);
    const seen: unknown[] = [];
    let url: string | undefined = '/things?page=0&pageSize=3';
    while (url !== undefined) {
      const query: URLSearchParams = new URLSearchParams(url.split('?')[1]);
      const cursor = query.get('cursor');
      const { docs, urls }: UsagePage<Doc> = await usagePage(
        '/things',
        { page: Number(query.get('page')), pageSize: 3, ...(cursor === null ? {} : { cursor }) },
        list,
      );
      expect(urls.currentPageUrl).toBe(url);
      seen.push(...numbers(docs));
      url = urls.nextPageUrl;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(asked).toHaveLength(3);
  });

  it('past the end is empty and the last', async () => {
    const { docs, urls } = await usagePage('/things', { page: 9, pageSize: 3 }, listOf(7).list);
    expect([docs, urls.nextPageUrl]).toEqual([[], undefined]);
  });
});
