import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareScalars, type Scalar } from '../paging/scalar.js';
import type { CollectionSpec, IndexField, PageQuery, ReadModelStore } from '../read-model-store.port.js';
import { allPages, creation, onStore, type PrepareReadModels } from './read-models-under-test.js';

const ascending = (field: string): IndexField => ({ field, order: 1 });
const descending = (field: string): IndexField => ({ field, order: -1 });

/** A collection that is listed by kinds, in several orders. */
export const GOODS: CollectionSpec = {
  name: 'good_v1',
  indexes: [
    { name: 'up', fields: [ascending('org'), ascending('kind'), ascending('name')] },
    { name: 'down', fields: [ascending('org'), ascending('kind'), descending('name')] },
    { name: 'mixed', fields: [ascending('org'), ascending('kind'), descending('rank'), ascending('name')] },
  ],
};

interface Good {
  readonly org: string;
  readonly kind: Scalar;
  readonly name: Scalar;
  readonly rank: Scalar;
}

const KINDS: readonly Scalar[] = [null, 0, 1, 2, 'x', true];
const name = fc.constantFrom(
  null,
  '',
  'a',
  'ab',
  'ab\u{10ffff}',
  'abc',
  'ac',
  'b',
  '\ud7ff',
  '\ue000',
  '😀',
  7,
);
const good: fc.Arbitrary<Good> = fc.record({
  org: fc.constantFrom('acme', 'acme', 'acme', 'other'),
  kind: fc.constantFrom(...KINDS),
  name,
  rank: fc.constantFrom(null, -1, 0, 2.5, 9),
});

/** What is found with one of several values of a field, or a range of the next one: its order, its cursors, its counts. */
export function selectionContract(prepare: PrepareReadModels): void {
  const on = (test: Parameters<typeof onStore>[2]): Promise<void> => onStore(prepare, [GOODS], test);

  describe('a selection', () => {
    it('of several values of a field is one list in the order of the fields after it', () =>
      on(async (store) => {
        const [goods = []] = fc.sample(fc.array(good, { minLength: 300, maxLength: 300 }), {
          numRuns: 1,
          seed: 7,
        });
        await fill(store, goods);
        for (const values of [[], ['x'], [2, null, 1], KINDS, [1, 1, 'nothing']]) {
          for (const index of ['up', 'down', 'mixed']) {
            const expected = naive(goods, index, ({ kind }) => values.includes(kind));
            const query = { ...of(index), anyOf: { field: 'kind', values } };
            for (const limit of [1, 7, 1000])
              expect(await idsOf(store, { ...query, limit })).toEqual(expected);
            expect(await store.count(query, 1000)).toBe(expected.length);
            expect(await store.count(query, 3)).toBe(Math.min(3, expected.length));
          }
        }
      }));

    it('of a range of the first ordered field holds exactly what lies in it', () =>
      on(async (store) => {
        const [goods = []] = fc.sample(fc.array(good, { minLength: 200, maxLength: 200 }), {
          numRuns: 1,
          seed: 8,
        });
        await fill(store, goods);
        const starting = ['a', 'ab', '\ud7ff', 'ab\u{10ffff}', '\u{10ffff}', '', 'zz'];
        for (const index of ['up', 'down']) {
          for (const startsWith of starting) {
            const isIn = (value: Scalar): boolean =>
              typeof value === 'string' && value.startsWith(startsWith);
            await holds(store, goods, { ...of(index), startsWith }, ({ name: value }) => isIn(value));
          }
          for (const between of [
            { from: 'ab' },
            { to: 'ab' },
            { from: 'a', to: 'b' },
            { from: 'z', to: 'a' },
          ]) {
            const isIn = within('string', between);
            await holds(store, goods, { ...of(index), between }, ({ name: value }) => isIn(value));
          }
        }
        for (const between of [{ from: 0 }, { to: 0 }, { from: -1, to: 9 }, {}]) {
          const isIn = 'from' in between || 'to' in between ? within('number', between) : () => true;
          await holds(store, goods, { ...of('mixed'), between }, ({ rank }) => isIn(rank));
        }
      }));

    it('repeats and loses nothing while documents are added between its pages', () =>
      on(async (store) => {
        const goods = Array.from({ length: 200 }, (_, at) => ({
          org: 'acme',
          kind: KINDS[at % KINDS.length] ?? null,
          name: `n${String((at * 37) % 200).padStart(3, '0')}`,
          rank: at % 9,
        }));
        await fill(store, goods);
        for (const index of ['up', 'down', 'mixed']) {
          const query = { ...of(index), anyOf: { field: 'kind', values: KINDS }, limit: 13 };
          const found = await allPages(store, query, async (page) => {
            const added = {
              org: 'acme',
              kind: page % 3,
              name: `n${String(page * 11).padStart(3, '0')}x`,
              rank: page % 9,
            };
            await store.write('good_v1', [creation(`new-${index}-${String(page)}`, added)]);
          });
          const ids = found.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.filter((id) => id.startsWith('g'))).toHaveLength(goods.length);
        }
      }));

    it('has cursors of its own, which go nowhere else', () =>
      on(async (store) => {
        await fill(
          store,
          ['a', 'aa', 'ab', 'b'].map((each) => ({ org: 'acme', kind: 1, name: each, rank: 0 })),
        );
        const whole: PageQuery = { ...of('up'), anyOf: { field: 'kind', values: [1, 2] }, limit: 1 };
        const query: PageQuery = { ...whole, startsWith: 'a' };
        const after = (await store.page(query)).next ?? '';
        expect((await store.page({ ...query, after })).items[0]?.id).toBe('g001');
        const others: readonly PageQuery[] = [
          { ...query, anyOf: { field: 'kind', values: [1, 2, 3] } },
          { ...query, startsWith: 'aa' },
          whole,
          { ...whole, between: { from: 'a' } },
          { ...of('up'), equals: { org: 'acme', kind: 1 }, startsWith: 'a', limit: 1 },
        ];
        for (const other of others)
          await expect(store.page({ ...other, after })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
        const [digest] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string];
        const forged = Buffer.from(JSON.stringify([digest, ['b'], ''])).toString('base64url');
        await expect(store.page({ ...query, after: forged })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
        // In whatever order the values are named, it is one query.
        const same = { ...query, anyOf: { field: 'kind', values: [2, 1, 1] } };
        expect((await store.page({ ...same, after })).items[0]?.id).toBe('g001');
      }));

    it('that no index answers is refused', () =>
      on(async (store) => {
        const anyOf = { field: 'name', values: ['a'] };
        await expect(store.page({ ...of('up'), anyOf, limit: 1 })).rejects.toMatchObject({
          code: 'UNKNOWN_INDEX',
        });
        const equals = { org: 'acme', kind: 1, name: 'a' };
        await expect(store.page({ ...of('up'), equals, startsWith: 'a', limit: 1 })).rejects.toMatchObject({
          code: 'UNKNOWN_INDEX',
        });
        const values = Array.from({ length: 65 }, (_, at) => at);
        await expect(store.page({ ...of('up'), anyOf: { field: 'kind', values }, limit: 1 })).rejects.toThrow(
          RangeError,
        );
      }));
  });
}

function of(index: string): Omit<PageQuery, 'limit'> {
  // A range is about the first field in order: of one kind, so that the name, or the rank, is that.
  return { collection: 'good_v1', index, equals: { org: 'acme' } };
}

function within(
  type: 'string' | 'number',
  { from, to }: { from?: Scalar; to?: Scalar },
): (value: Scalar) => boolean {
  return (value) =>
    typeof value === type &&
    (from === undefined || compareScalars(value, from) >= 0) &&
    (to === undefined || compareScalars(value, to) < 0);
}

/** A range selects the same of one kind, and of several. */
async function holds(
  store: ReadModelStore,
  goods: readonly Good[],
  query: Omit<PageQuery, 'limit'>,
  isIn: (good: Good) => boolean,
): Promise<void> {
  const one = { ...query, equals: { org: 'acme', kind: 1 } };
  const several = { ...query, anyOf: { field: 'kind', values: [1, 'x', null] } };
  const ofOne = naive(goods, query.index, (each) => each.kind === 1 && isIn(each));
  const ofSeveral = naive(
    goods,
    query.index,
    (each) => [1, 'x', null].includes(each.kind as never) && isIn(each),
  );
  for (const limit of [2, 1000]) {
    expect(await idsOf(store, { ...one, limit })).toEqual(ofOne);
    expect(await idsOf(store, { ...several, limit })).toEqual(ofSeveral);
  }
  expect(await store.count(one, 1000)).toBe(ofOne.length);
  expect(await store.count(several, 1000)).toBe(ofSeveral.length);
}

async function fill(store: ReadModelStore, goods: readonly Good[]): Promise<void> {
  const writes = goods.map((each, at) => creation(idOf(at), { ...each }));
  expect(await store.write('good_v1', writes)).toEqual([]);
}

async function idsOf(store: ReadModelStore, query: PageQuery): Promise<readonly string[]> {
  return (await allPages(store, query)).map(({ id }) => id);
}

function idOf(at: number): string {
  return `g${String(at).padStart(3, '0')}`;
}

/** Filtered and sorted by hand. */
function naive(goods: readonly Good[], index: string, isIn: (good: Good) => boolean): readonly string[] {
  const { fields } = GOODS.indexes.find((each) => each.name === index) ?? { fields: [] };
  const [, , ...order] = fields;
  const idOrder = fields.at(-1)?.order ?? 1;
  return goods
    .map((each, at) => ({ each, id: idOf(at) }))
    .filter(({ each }) => each.org === 'acme' && isIn(each))
    .sort((a, b) => {
      for (const { field, order: way } of order) {
        const [x, y] = [a.each[field as keyof Good], b.each[field as keyof Good]];
        const difference = compareScalars(x, y) * way;
        if (difference !== 0) return difference;
      }
      return compareScalars(a.id, b.id) * idOrder;
    })
    .map(({ id }) => id);
}
