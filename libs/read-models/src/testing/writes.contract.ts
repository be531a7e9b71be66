import { describe, expect, it } from '@jest/globals';
import type { CollectionSpec, ReadModelStore } from '../read-model-store.port.js';
import { creation, onStore, type PrepareReadModels } from './read-models-under-test.js';

const NOTES: CollectionSpec = {
  name: 'note_v1',
  indexes: [{ name: 'by_org', fields: [{ field: 'org', order: 1 }] }],
};

/** Guarded writes, creation races, checkpoints and reopening. */
export function writesContract(prepare: PrepareReadModels): void {
  const on = (test: Parameters<typeof onStore>[2]): Promise<void> => onStore(prepare, [NOTES], test);

  describe('a guarded write', () => {
    it('gives back exactly the JSON that was written, with its positions and revision 1', () =>
      on(async (store) => {
        const doc = {
          org: 'acme',
          text: 'ü "quoted" \\ 😀',
          n: 1.5,
          big: 1_790_000_000_123,
          no: false,
          nil: null,
          list: [1, { a: [] }],
        };
        const positions = { 'rescind.usage.v1/3': 'g1:41', 'rescind.decisions.v1/0': 'g2:7' };
        expect(await store.write('note_v1', [{ id: 'n', expected: null, positions, doc }])).toEqual([]);
        expect(await store.get('note_v1', 'n')).toEqual({ id: 'n', revision: 1, positions, doc });
      }));

    it('takes effect at the revision that was read, and raises it by one', () =>
      on(async (store) => {
        await store.write('note_v1', [creation('n', { org: 'acme', text: 'one' })]);
        await store.write('note_v1', [
          { id: 'n', expected: 1, positions: {}, doc: { org: 'acme', text: 'two' } },
        ]);
        expect(await store.get('note_v1', 'n')).toMatchObject({ revision: 2, doc: { text: 'two' } });
      }));

    it('leaves alone, and names, exactly the documents whose guard does not hold', () =>
      on(async (store) => {
        await store.write('note_v1', [
          creation('a', { v: 1 }),
          creation('b', { v: 1 }),
          creation('c', { v: 1 }),
        ]);
        await store.write('note_v1', [{ id: 'b', expected: 1, positions: {}, doc: { v: 2 } }]);
        const lost = await store.write('note_v1', [
          { id: 'a', expected: 1, positions: {}, doc: { v: 9 } },
          { id: 'b', expected: 1, positions: {}, doc: { v: 9 } },
          creation('c', { v: 9 }),
          creation('d', { v: 9 }),
          { id: 'missing', expected: 4, positions: {}, doc: { v: 9 } },
        ]);
        expect([...lost].sort()).toEqual(['b', 'c', 'missing']);
        expect(await valuesOf(store, ['a', 'b', 'c', 'd', 'missing'])).toEqual({ a: 9, b: 2, c: 1, d: 9 });
      }));

    it('lets exactly one of many racing creations win, and keeps what the winner wrote', () =>
      on(async (store, storage) => {
        const other = await storage.connect();
        await other.open([NOTES]);
        for (let round = 0; round < 20; round += 1) {
          const id = `race-${String(round)}`;
          const writers = Array.from({ length: 6 }, (_, at) => ({ at, store: at % 2 === 0 ? store : other }));
          const answers = await Promise.all(
            writers.map((writer) => writer.store.write('note_v1', [creation(id, { by: writer.at })])),
          );
          const winners = writers.filter(({ at }) => answers[at]?.length === 0);
          expect(winners).toHaveLength(1);
          expect((await store.get('note_v1', id))?.doc['by']).toBe(winners[0]?.at);
        }
      }));

    it('lets exactly one of many racing changes of a revision win', () =>
      on(async (store, storage) => {
        const other = await storage.connect();
        await other.open([NOTES]);
        await store.write('note_v1', [creation('n', { v: 0 })]);
        for (let revision = 1; revision <= 20; revision += 1) {
          const answers = await Promise.all(
            [store, other, store, other].map((writer, by) =>
              writer.write('note_v1', [{ id: 'n', expected: revision, positions: {}, doc: { by } }]),
            ),
          );
          expect(answers.filter((lost) => lost.length === 0)).toHaveLength(1);
          const winner = answers.findIndex((lost) => lost.length === 0);
          expect(await store.get('note_v1', 'n')).toMatchObject({
            revision: revision + 1,
            doc: { by: winner },
          });
        }
      }));

    it('takes batches larger than one bulk', () =>
      on(async (store) => {
        const writes = Array.from({ length: 2_500 }, (_, at) =>
          creation(`n${String(at)}`, { org: 'acme', v: at }),
        );
        expect(await store.write('note_v1', writes)).toEqual([]);
        const ids = writes.map(({ id }) => id);
        expect((await store.getMany('note_v1', ids)).size).toBe(2_500);
        const again = await store.write('note_v1', writes);
        expect([...again].sort()).toEqual([...ids].sort());
      }));

    it('refuses a document whose indexed field could not be ordered', () =>
      on(async (store) => {
        await expect(store.write('note_v1', [creation('n', { org: ['a', 'b'] })])).rejects.toThrow(TypeError);
        expect(await store.get('note_v1', 'n')).toBeNull();
      }));
  });

  describe('a checkpoint', () => {
    it('is null before the first, then goes forward only, within a generation', () =>
      on(async (store) => {
        expect(await store.checkpoint('p', 'topic', 0)).toBeNull();
        await store.saveCheckpoint('p', 'topic', 0, { generation: 'g1', offset: 10 });
        await store.saveCheckpoint('p', 'topic', 0, { generation: 'g1', offset: 4 });
        expect(await store.checkpoint('p', 'topic', 0)).toEqual({ generation: 'g1', offset: 10 });
        await store.saveCheckpoint('p', 'topic', 0, { generation: 'g2', offset: 1 });
        expect(await store.checkpoint('p', 'topic', 0)).toEqual({ generation: 'g2', offset: 1 });
      }));

    it('is one per projector, topic and partition', () =>
      on(async (store) => {
        await store.saveCheckpoint('p', 'topic', 0, { generation: 'g1', offset: 10 });
        expect(await store.checkpoint('q', 'topic', 0)).toBeNull();
        expect(await store.checkpoint('p', 'other', 0)).toBeNull();
        expect(await store.checkpoint('p', 'topic', 1)).toBeNull();
      }));

    it('ends at the highest of many saved at once', () =>
      on(async (store) => {
        const offsets = Array.from({ length: 30 }, (_, at) => (at * 7) % 30);
        await Promise.all(
          offsets.map((offset) => store.saveCheckpoint('p', 'topic', 0, { generation: 'g1', offset })),
        );
        expect(await store.checkpoint('p', 'topic', 0)).toEqual({ generation: 'g1', offset: 29 });
      }));
  });

  describe('opening', () => {
    it('again finds everything that was written, and is idempotent', () =>
      on(async (store, storage) => {
        await store.write('note_v1', [creation('n', { org: 'acme', v: 1 })]);
        await store.saveCheckpoint('p', 'topic', 0, { generation: 'g1', offset: 10 });
        await storage.disconnect();
        const again = await storage.connect();
        await again.open([NOTES]);
        await again.open([NOTES]);
        expect(await again.get('note_v1', 'n')).toMatchObject({ revision: 1, doc: { org: 'acme', v: 1 } });
        expect(await again.checkpoint('p', 'topic', 0)).toEqual({ generation: 'g1', offset: 10 });
        const page = await again.page({
          collection: 'note_v1',
          index: 'by_org',
          equals: { org: 'acme' },
          limit: 10,
        });
        expect(page.items.map(({ id }) => id)).toEqual(['n']);
      }));

    it('with a new index on documents that are there already makes it cover them', () =>
      on(async (store, storage) => {
        const values = [true, 'text', 7, null, false];
        await store.write(
          'note_v1',
          values.map((v, at) => creation(`n${String(at)}`, { org: 'acme', v })),
        );
        const again = await storage.connect();
        const byV = {
          name: 'by_v',
          fields: [
            { field: 'org', order: 1 as const },
            { field: 'v', order: 1 as const },
          ],
        };
        await again.open([{ ...NOTES, indexes: [...NOTES.indexes, byV] }]);
        const page = await again.page({
          collection: 'note_v1',
          index: 'by_v',
          equals: { org: 'acme' },
          limit: 10,
        });
        expect(page.items.map(({ doc }) => doc['v'])).toEqual([null, 7, 'text', false, true]);
      }));

    it('from two places at once works', () =>
      on(async (store, storage) => {
        const other = await storage.connect();
        const more: CollectionSpec = {
          name: 'more_v1',
          indexes: [{ name: 'by_a', fields: [{ field: 'a', order: 1 }] }],
        };
        await Promise.all([store.open([more]), other.open([more])]);
        expect(await store.write('more_v1', [creation('x', { a: 1 })])).toEqual([]);
        expect(await other.get('more_v1', 'x')).not.toBeNull();
      }));
  });
}

async function valuesOf(store: ReadModelStore, ids: readonly string[]): Promise<Record<string, unknown>> {
  const found = await store.getMany('note_v1', ids);
  return Object.fromEntries([...found].map(([id, { doc }]) => [id, doc['v']]));
}
