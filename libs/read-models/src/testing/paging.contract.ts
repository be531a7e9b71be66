import { describe, expect, it } from '@jest/globals';
import type { CollectionSpec, GuardedWrite, PageQuery, ReadModelStore } from '../read-model-store.port.js';
import { allPages, creation, onStore, type PrepareReadModels } from './read-models-under-test.js';

const ITEMS: CollectionSpec = {
  name: 'item_v1',
  indexes: [
    {
      name: 'up',
      fields: [
        { field: 'org', order: 1 },
        { field: 'rank', order: 1 },
      ],
    },
    {
      name: 'down',
      fields: [
        { field: 'org', order: 1 },
        { field: 'rank', order: -1 },
      ],
    },
    {
      name: 'mixed',
      fields: [
        { field: 'org', order: 1 },
        { field: 'rank', order: -1 },
        { field: 'name', order: 1 },
      ],
    },
    { name: 'every', fields: [{ field: 'name', order: 1 }] },
  ],
};

/** In the order of every index: nothing, null, numbers, text by UTF-8 bytes, booleans. */
const RANKS = [
  undefined,
  null,
  -5,
  0,
  3.5,
  10,
  2 ** 40,
  '',
  'A',
  'a',
  'aa',
  'é',
  '\uffff',
  '😀',
  false,
  true,
] as const;

const UP: PageQuery = { collection: 'item_v1', index: 'up', equals: { org: 'acme' }, limit: 3 };

/** Keyset pages, their order, their cursors, and counts. */
export function pagingContract(prepare: PrepareReadModels): void {
  const on = (test: Parameters<typeof onStore>[2]): Promise<void> => onStore(prepare, [ITEMS], test);
  const ranked = RANKS.map((rank, at) => creation(`i${String(at).padStart(2, '0')}`, { org: 'acme', rank }));
  const ids = ranked.map(({ id }) => id);

  describe('a list', () => {
    it('is ordered null, numbers, text by code point, booleans, with ties by id, in both directions', () =>
      on(async (store) => {
        await store.write('item_v1', [...ranked].reverse());
        expect((await allPages(store, UP)).map(({ id }) => id)).toEqual(ids);
        expect((await allPages(store, { ...UP, index: 'down' })).map(({ id }) => id)).toEqual(
          [...ids].reverse(),
        );
      }));

    it('is the same whatever the size of its pages, and the last page has no cursor', () =>
      on(async (store) => {
        await store.write('item_v1', ranked);
        const down = [...ids].reverse();
        // The two without a rank tie, and the id goes the way of the last field.
        const orders = { up: ids, down, mixed: [...down.slice(0, -2), ...down.slice(-2).reverse()] };
        for (const limit of [1, 2, 5, ids.length - 1, ids.length, 1000]) {
          for (const [index, expected] of Object.entries(orders)) {
            const found = await allPages(store, { ...UP, index, limit });
            expect(found.map(({ id }) => id)).toEqual(expected);
          }
        }
        expect((await store.page({ ...UP, limit: ids.length })).next).toBeUndefined();
      }));

    it('orders by fields that run in different directions', () =>
      on(async (store) => {
        const docs = [1, 2, null].flatMap((rank) =>
          ['a', 'b', 'c', null].map((name) => ({ org: 'acme', rank, name })),
        );
        await store.write(
          'item_v1',
          docs.map((doc, at) => creation(`i${String((at * 5) % 12)}`, doc)),
        );
        const found = await allPages(store, { ...UP, index: 'mixed', limit: 2 });
        expect(found.map(({ doc }) => [doc['rank'], doc['name']])).toEqual(
          [2, 1, null].flatMap((rank) => [null, 'a', 'b', 'c'].map((name) => [rank, name])),
        );
      }));

    it('holds only what equals the query, missing and null alike', () =>
      on(async (store) => {
        await store.write('item_v1', [
          ...ranked,
          creation('x1', { org: 'acme2', rank: 1 }),
          creation('x2', { org: 'acm', rank: 1 }),
          creation('x3', { rank: 1 }),
          creation('x4', { org: null, rank: 2 }),
        ]);
        const of = async (equals: PageQuery['equals']): Promise<readonly string[]> =>
          (await allPages(store, { ...UP, equals })).map(({ id }) => id);
        expect(await of({ org: 'acme' })).toEqual(ids);
        expect(await of({ org: 'acme2' })).toEqual(['x1']);
        expect(await of({ org: null })).toEqual(['x3', 'x4']);
        expect(await of({ org: 'acme', rank: null })).toEqual(['i00', 'i01']);
        expect(await of({ org: 'acme', rank: true })).toEqual(['i15']);
        expect(await of({ org: 'acme', rank: 1 })).toEqual([]);
        expect(await of({})).toHaveLength(ids.length + 4);
      }));

    it('visits every document exactly once while others are inserted and changed between the pages', () =>
      on(async (store) => {
        const docs = Array.from({ length: 300 }, (_, at) =>
          creation(`d${String(at).padStart(4, '0')}`, { org: 'acme', rank: at % 50 }),
        );
        await store.write('item_v1', docs);
        for (const index of ['up', 'down', 'mixed']) {
          const found = await allPages(store, { ...UP, index, limit: 17 }, async (page) => {
            const at = page * 7;
            await store.write('item_v1', [
              creation(`new-${index}-${String(page)}`, { org: 'acme', rank: at % 50 }),
              ...(await touched(store, `d${String(at).padStart(4, '0')}`)),
            ]);
          });
          const old = found.map(({ id }) => id).filter((id) => id.startsWith('d'));
          expect(old).toHaveLength(300);
          expect(new Set(old).size).toBe(300);
          expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        }
      }));

    it('goes on where it was when the document at its cursor is gone from there', () =>
      on(async (store) => {
        const docs = Array.from({ length: 9 }, (_, at) =>
          creation(`d${String(at)}`, { org: 'acme', rank: at }),
        );
        await store.write('item_v1', docs);
        const first = await store.page(UP);
        await store.write('item_v1', [
          { id: 'd2', expected: 1, positions: {}, doc: { org: 'other', rank: 2 } },
        ]);
        const second = await store.page({ ...UP, after: first.next ?? '' });
        expect(second.items.map(({ id }) => id)).toEqual(['d3', 'd4', 'd5']);
      }));
  });

  describe('a cursor', () => {
    it('is refused by every other query and in every malformed shape', () =>
      on(async (store) => {
        await store.write('item_v1', ranked);
        const after = (await store.page(UP)).next ?? '';
        const tampered = Buffer.from(JSON.stringify(['x', ['y'], 'z'])).toString('base64url');
        const refused: readonly PageQuery[] = [
          { ...UP, after, index: 'down' },
          { ...UP, after, equals: { org: 'other' } },
          { ...UP, after, equals: {} },
          ...['', '!', 'null', `${after}A`, after.slice(0, -4), tampered, 'A'.repeat(10_000)].map((text) => ({
            ...UP,
            after: text,
          })),
        ];
        for (const query of refused) {
          await expect(store.page(query)).rejects.toMatchObject({ code: 'BAD_CURSOR', retriable: false });
        }
        expect((await store.page({ ...UP, after, limit: 5 })).items[0]?.id).toBe('i03');
      }));
  });

  describe('a query', () => {
    it('that no declared index answers is refused', () =>
      on(async (store) => {
        const unknown = [
          { ...UP, index: 'nope' },
          { ...UP, collection: 'nope' },
          { ...UP, equals: { rank: 1 } },
          { ...UP, equals: { org: 'acme', name: 'x' } },
        ];
        for (const query of unknown)
          await expect(store.page(query)).rejects.toMatchObject({ code: 'UNKNOWN_INDEX' });
        await expect(store.count({ ...UP, index: 'nope' }, 1)).rejects.toMatchObject({
          code: 'UNKNOWN_INDEX',
        });
        await expect(store.page({ ...UP, limit: 0 })).rejects.toThrow(RangeError);
        await expect(store.page({ ...UP, limit: 1001 })).rejects.toThrow(RangeError);
      }));

    it('counts its documents, but no further than asked', () =>
      on(async (store) => {
        await store.write('item_v1', [...ranked, creation('other', { org: 'other', rank: 1 })]);
        const count = (equals: PageQuery['equals'], atMost: number): Promise<number> =>
          store.count({ collection: 'item_v1', index: 'up', equals }, atMost);
        expect(await count({ org: 'acme' }, 1000)).toBe(ids.length);
        expect(await count({ org: 'acme' }, 5)).toBe(5);
        expect(await count({ org: 'acme' }, 0)).toBe(0);
        expect(await count({ org: 'acme', rank: null }, 10)).toBe(2);
        expect(await count({ org: 'nobody' }, 10)).toBe(0);
        expect(await count({}, 1000)).toBe(ids.length + 1);
      }));

    it('opens the deepest page as it opens the first', () =>
      on(async (store) => {
        const docs = Array.from({ length: 4_000 }, (_, at) =>
          creation(`d${String(at).padStart(5, '0')}`, { org: 'acme', rank: at % 3 }),
        );
        await store.write('item_v1', docs);
        const found = await allPages(store, { ...UP, limit: 1000, index: 'down' });
        expect(found).toHaveLength(4_000);
        expect(found.at(-1)?.id).toBe('d00000');
      }));
  });
}

/** Changes a document without moving it. */
async function touched(store: ReadModelStore, id: string): Promise<readonly GuardedWrite[]> {
  const stored = await store.get('item_v1', id);
  if (stored === null) return [];
  return [{ id, expected: stored.revision, positions: {}, doc: { ...stored.doc, touched: true } }];
}
