import { describe, expect, it } from '@jest/globals';
import { MongoClient, type Document } from 'mongodb';
import { until } from '#event-log/testing';
import { describeWith, ownMongo, uniqueDatabase } from '#test/harness';
import { planIndex } from '../paging/index-plan.js';
import { mongoUnderTest } from '../testing/mongo-under-test.js';
import { readModelsContract } from '../testing/read-models.contract.js';
import { creation, onStore, type ReadModelsUnderTest } from '../testing/read-models-under-test.js';
import { GOODS } from '../testing/selection.contract.js';
import type { MongoDocument } from './mongo-document.js';
import { boundsOf, pageCursor } from './mongo-paging.js';
import { createMongoReadModels } from './read-model-store.mongo.js';

describeWith('mongo')('MongoDB', ({ mongo }) => {
  readModelsContract('MongoDB', () =>
    Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('read-models'))),
  );

  it('reads a deep page from the index alone where it begins, without sorting', async () => {
    const spec = {
      name: 'item_v1',
      indexes: [
        {
          name: 'down',
          fields: [
            { field: 'org', order: 1 as const },
            { field: 'rank', order: -1 as const },
          ],
        },
      ],
    };
    const database = uniqueDatabase('read-models');
    await onStore(
      () => Promise.resolve(mongoUnderTest(mongo.url, database)),
      [spec],
      async (store) => {
        const docs = Array.from({ length: 2_000 }, (_, at) =>
          creation(`d${String(at).padStart(4, '0')}`, { org: 'acme', rank: at }),
        );
        await store.write('item_v1', docs);
        const plan = planIndex(new Map([[spec.name, spec]]), {
          collection: 'item_v1',
          index: 'down',
          equals: { org: 'acme' },
        });
        const client = await MongoClient.connect(mongo.url);
        try {
          const collection = client.db(database).collection<MongoDocument>('item_v1');
          const bounds = boundsOf(plan, { values: [10], id: 'd0010' });
          const explained: Document = await pageCursor(collection, plan, bounds, 5).explain('executionStats');
          expect(JSON.stringify(explained)).not.toContain('"SORT"');
          expect(explained['executionStats']).toMatchObject({
            nReturned: 5,
            totalKeysExamined: 5,
            totalDocsExamined: 5,
          });
        } finally {
          await client.close();
        }
      },
    );
  });
});

describeWith('mongo')('MongoDB', ({ mongo }) => {
  it.each([
    ['in descending order', { index: 'down' }],
    ['in an order of several directions', { index: 'mixed' }],
    ['that start with something', { index: 'up', startsWith: 'n' }],
    ['between two', { index: 'down', between: { from: 'n', to: 'o' } }],
  ])(
    'reads only a page for the first, a deep and the deepest page of several values %s, and sorts none',
    async (_, order) => {
      const database = uniqueDatabase('read-models');
      const storage = (): Promise<ReadModelsUnderTest> =>
        Promise.resolve(mongoUnderTest(mongo.url, database));
      await onStore(storage, [GOODS], async (store) => {
        const docs = Array.from({ length: 5_000 }, (_, at) => {
          const doc = {
            org: 'acme',
            kind: at % 2 === 0 ? 0 : at % 30,
            name: `n${String(at).padStart(5, '0')}`,
            rank: 0,
          };
          return creation(`d${String(at)}`, doc);
        });
        await store.write('good_v1', docs);
        const values = Array.from({ length: 32 }, (_, at) => at);
        const query = {
          collection: 'good_v1',
          ...order,
          equals: { org: 'acme' },
          anyOf: { field: 'kind', values },
        };
        const client = await MongoClient.connect(mongo.url);
        try {
          const db = client.db(database);
          const pages: (string | undefined)[] = [undefined];
          for (let at = 0; at < 5; at += 1) {
            const after = pages.at(-1);
            const page = await store.page({
              ...query,
              limit: 999,
              ...(after === undefined ? {} : { after }),
            });
            pages.push(page.next);
          }
          expect(pages[5]).toBeDefined();
          await db.command({ profile: 2 });
          for (const after of [pages[0], pages[3], pages[5]]) {
            const page = await store.page({ ...query, limit: 50, ...(after === undefined ? {} : { after }) });
            expect(page.items.length).toBeGreaterThan(0);
          }
          await db.command({ profile: 0 });
          const found = await db
            .collection('system.profile')
            .find({ ns: `${database}.good_v1`, op: 'query' })
            .sort({ ts: 1 })
            .toArray();
          // One find for each page.
          expect(found).toHaveLength(3);
          for (const { docsExamined, keysExamined, hasSortStage } of found) {
            expect(hasSortStage).not.toBe(true);
            // The page and one more; of the index also where each walk of it, a few per value, begins.
            expect(Number(docsExamined)).toBeLessThanOrEqual(51);
            expect(Number(keysExamined)).toBeLessThanOrEqual(51 + 4 * values.length);
          }
        } finally {
          await client.close();
        }
      });
    },
  );
});

describeWith('mongo')('MongoDB that is killed', () => {
  it('answers with an error that may pass, and has everything that was acknowledged when it is back', async () => {
    const server = await ownMongo();
    const options = {
      url: server.address.url,
      database: uniqueDatabase('killed'),
      serverSelectionTimeoutMs: 500,
    };
    const store = createMongoReadModels(options);
    try {
      await store.open([{ name: 'note_v1', indexes: [] }]);
      const writes = Array.from({ length: 200 }, (_, at) => creation(`n${String(at)}`, { at }));
      expect(await store.write('note_v1', writes)).toEqual([]);
      await server.kill();
      await expect(store.get('note_v1', 'n0')).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        retriable: true,
      });
      await server.start();
      await until(async () => (await store.get('note_v1', 'n0')) !== null);
      expect(
        (
          await store.getMany(
            'note_v1',
            writes.map(({ id }) => id),
          )
        ).size,
      ).toBe(200);
    } finally {
      await store.close();
      await server.release();
    }
  });
});

describe('MongoDB that can not be reached', () => {
  const store = (): ReturnType<typeof createMongoReadModels> =>
    createMongoReadModels({
      url: 'mongodb://127.0.0.1:9/?directConnection=true',
      database: 'none',
      serverSelectionTimeoutMs: 50,
    });

  it('is an error that may pass, and names no address', async () => {
    const unreachable = store();
    const failure: unknown = await unreachable.checkpoint('p', 't', 0).catch((error: unknown) => error);
    await unreachable.close();
    expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: true });
    expect(String(failure)).not.toContain('127.0.0.1');
  });

  it('is waited for at opening, saying so, until the store is closed', async () => {
    const waits: string[] = [];
    const waiting = createMongoReadModels({
      url: 'mongodb://127.0.0.1:9/?directConnection=true',
      database: 'none',
      serverSelectionTimeoutMs: 50,
      onWaiting: (detail) => {
        waits.push(detail);
        if (waits.length === 2) void waiting.close();
      },
    });
    await expect(waiting.open([])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: false });
    expect(waits).toHaveLength(2);
    expect(waits[0]).toMatch(/^waiting for MongoDB database none: /);
  });
});
