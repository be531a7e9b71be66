import { describe, expect, it } from '@jest/globals';
import { projectBatch } from '../engine/project-batch.js';
import type { ReadModelStore } from '../read-model-store.port.js';
import { startCrashingProjector } from './crashing-projector.js';
import { MemoryReadModels } from './memory-read-models.js';
import { allPages, onStore, type PrepareReadModels } from './read-models-under-test.js';
import {
  ORDERED_COLLECTIONS,
  ORDERED_PROJECTIONS,
  PAYER_COUNTS,
  PAYERS,
  type Payment,
  payments,
  SAMPLE_COLLECTIONS,
  SAMPLE_PROJECTIONS,
} from './sample-projections.js';

const PROJECTOR = 'sample-projector';

/** Exactly-once effects on the real storage: redelivery, racing writers, kills, re-appended facts. */
export function projectionContract(prepare: PrepareReadModels): void {
  const on = (test: Parameters<typeof onStore>[2]): Promise<void> =>
    onStore(prepare, SAMPLE_COLLECTIONS, test);

  describe('projecting', () => {
    it('a log again, with other batch boundaries, changes nothing', () =>
      on(async (store) => {
        const facts = payments(400);
        for (const size of [37, 400, 101]) await projectInBatches(store, facts, size);
        expect(await dump(store)).toEqual(await sequentially(facts));
        expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toEqual({ generation: 'g1', offset: 399 });
      }));

    it('the same partition from two writers at once, as after a rebalance, is exact', () =>
      on(async (store, storage) => {
        const other = await storage.connect();
        await other.open(SAMPLE_COLLECTIONS);
        const facts = payments(500);
        await Promise.all([projectInBatches(store, facts, 23), projectInBatches(other, facts, 31)]);
        await projectInBatches(other, facts, 200);
        expect(await dump(store)).toEqual(await sequentially(facts));
      }));

    it('two partitions that meet in the same documents from two writers at once is exact', () =>
      on(async (store, storage) => {
        const other = await storage.connect();
        await other.open(SAMPLE_COLLECTIONS);
        const [first, second] = [payments(300, 0, 0), payments(300, 0, 1)];
        await Promise.all([projectInBatches(store, first, 20), projectInBatches(other, second, 20)]);
        expect(await dump(store)).toEqual(await sequentially([...first, ...second]));
      }));

    it('a fact that was appended twice counts once where the projection knows facts by their id', () =>
      on(async (store) => {
        const facts = payments(50);
        const again = facts.slice(10, 20).map((fact) => ({ ...fact, offset: fact.offset + 100 }));
        await projectInBatches(store, [...facts, ...again], 7);
        const query = { collection: 'payment_v1', index: 'by_account', equals: { org: 'acme' } };
        expect(await store.count(query, 1000)).toBe(50);
        const amounts = (await allPages(store, { ...query, limit: 1000 })).map(({ doc }) =>
          Number(doc['amount']),
        );
        expect(sum(amounts)).toBe(sum(facts.map(({ amount }) => amount)));
      }));
  });

  describe('a projector that is killed', () => {
    it('between the last write and the checkpoint leaves nothing counted twice', () =>
      on(async (_, storage) => {
        await storage.disconnect();
        const child = startCrashingProjector(storage.address, { facts: 300, batch: 50, hangAtCheckpoint: 4 });
        await child.said('hanging');
        await child.kill();
        const store = await storage.connect();
        await store.open(SAMPLE_COLLECTIONS);
        expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toEqual({ generation: 'g1', offset: 149 });
        expect(await total(store)).toBe(200);
        await projectInBatches(store, payments(300).slice(150), 64);
        expect(await dump(store)).toEqual(await sequentially(payments(300)));
      }));

    it('between the writes of two projections of which one comes after the other counts nothing twice, and loses nothing', () =>
      onStore(prepare, ORDERED_COLLECTIONS, async (_, storage) => {
        await storage.disconnect();
        const hangAtWrite = { collection: PAYER_COUNTS.collection, time: 2 };
        const child = startCrashingProjector(storage.address, { facts: 300, batch: 50, hangAtWrite });
        await child.said('hanging');
        await child.kill();
        const store = await storage.connect();
        await store.open(ORDERED_COLLECTIONS);
        // Of the second batch, only the documents that come first are there.
        expect(await payersOf(store)).not.toEqual(await payersCounted(store));
        expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toEqual({ generation: 'g1', offset: 49 });
        const other = await storage.connect();
        await other.open(ORDERED_COLLECTIONS);
        const left = payments(300).slice(50);
        // As after a rebalance: two go on from there, and each delivers it in other pieces.
        await Promise.all([projectOrdered(store, left, 64), projectOrdered(other, left, 37)]);
        expect(await payersCounted(store)).toEqual(new Map(ACCOUNTS.map((account) => [account, 11])));
        expect(await payersOf(store)).toEqual(await payersCounted(store));
      }));

    it('anywhere, again and again, comes to exact documents in the end', () =>
      on(async (_, storage) => {
        await storage.disconnect();
        for (const checkpoints of [1, 3, 6]) {
          const child = startCrashingProjector(storage.address, { facts: 4_000, batch: 40 });
          await child.said('checkpoint', checkpoints);
          await child.kill();
        }
        const store = await storage.connect();
        await store.open(SAMPLE_COLLECTIONS);
        const held = await store.checkpoint(PROJECTOR, 'sample', 0);
        expect(held?.offset).toBeGreaterThanOrEqual(6 * 40 - 1);
        await projectInBatches(store, payments(4_000).slice((held?.offset ?? -1) + 1), 1000);
        expect(await dump(store)).toEqual(await sequentially(payments(4_000)));
      }));
  });
}

async function projectInBatches(
  store: ReadModelStore,
  facts: readonly Payment[],
  size: number,
): Promise<void> {
  for (let at = 0; at < facts.length; at += size) {
    const batch = facts.slice(at, at + size);
    await projectBatch(store, {
      projector: PROJECTOR,
      projections: SAMPLE_PROJECTIONS,
      facts: batch,
      maxAttempts: 200,
    });
  }
}

async function sequentially(facts: readonly Payment[]): Promise<Record<string, unknown>> {
  const memory = new MemoryReadModels(SAMPLE_COLLECTIONS);
  const store = memory.through(() => Promise.resolve());
  for (const fact of facts) {
    await projectBatch(store, { projector: PROJECTOR, projections: SAMPLE_PROJECTIONS, facts: [fact] });
  }
  return memory.contents();
}

async function dump(store: ReadModelStore): Promise<Record<string, unknown>> {
  const lists = [
    { collection: 'balance_v1', index: 'by_sum' },
    { collection: 'payment_v1', index: 'by_account' },
  ];
  const contents: Record<string, unknown> = {};
  for (const list of lists) {
    const found = await allPages(store, { ...list, equals: { org: 'acme' }, limit: 1000 });
    for (const { id, doc } of found) contents[`${list.collection}/${id}`] = doc;
  }
  return contents;
}

async function total(store: ReadModelStore): Promise<number> {
  const found = await allPages(store, {
    collection: 'balance_v1',
    index: 'by_sum',
    equals: { org: 'acme' },
    limit: 1000,
  });
  return sum(found.map(({ doc }) => Number(doc['count'])));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

const ACCOUNTS = Array.from({ length: 7 }, (_, at) => `account-${String(at)}`);

async function projectOrdered(store: ReadModelStore, facts: readonly Payment[], size: number): Promise<void> {
  for (let at = 0; at < facts.length; at += size) {
    await projectBatch(store, {
      projector: PROJECTOR,
      projections: ORDERED_PROJECTIONS,
      facts: facts.slice(at, at + size),
      maxAttempts: 200,
    });
  }
}

/** How many payers each account has, by their own documents. */
async function payersOf(store: ReadModelStore): Promise<ReadonlyMap<string, number>> {
  const ids = ACCOUNTS.flatMap((account) =>
    Array.from({ length: 11 }, (_, at) => `${account}/payer-${String(at)}`),
  );
  const found = await store.getMany(PAYERS.collection, ids);
  return new Map(
    ACCOUNTS.map((account) => [
      account,
      [...found.keys()].filter((id) => id.startsWith(`${account}/`)).length,
    ]),
  );
}

/** How many payers each account has, as they were counted. */
async function payersCounted(store: ReadModelStore): Promise<ReadonlyMap<string, number>> {
  const found = await store.getMany(PAYER_COUNTS.collection, ACCOUNTS);
  return new Map(ACCOUNTS.map((account) => [account, Number(found.get(account)?.doc['payers'] ?? 0)]));
}
