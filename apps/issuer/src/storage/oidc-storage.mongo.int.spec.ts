import { describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { describeWith, uniqueDatabase } from '#test/harness';
import { describeOidcStorage } from '../testing/oidc-storage.contract.js';
import { createMongoOidcStorage } from './oidc-storage.mongo.js';

describeWith('mongo')('MongoDB', ({ mongo }) => {
  describeOidcStorage('MongoDB', async () => {
    const clients = await Promise.all([MongoClient.connect(mongo.url), MongoClient.connect(mongo.url)]);
    const database = uniqueDatabase('oidc');
    const clock = { nowMs: Date.now() };
    const storageOf = (client: MongoClient) => createMongoOidcStorage(client.db(database), () => clock.nowMs);
    return {
      storage: storageOf(clients[0]),
      other: storageOf(clients[1]),
      clock,
      async close() {
        await clients[0].db(database).dropDatabase();
        await Promise.all(clients.map((client) => client.close()));
      },
    };
  });
});

describe('MongoDB that can not be reached', () => {
  it('is an error that may pass, and names no address', async () => {
    const client = new MongoClient('mongodb://127.0.0.1:9/?directConnection=true', {
      serverSelectionTimeoutMS: 50,
    });
    const storage = createMongoOidcStorage(client.db('none'));
    const failure: unknown = await storage
      .find({ orgId: 'acme', model: 'Session', id: 'x' })
      .catch((error: unknown) => error);
    await client.close();
    expect(failure).toMatchObject({ code: 'OIDC_STORAGE_UNAVAILABLE', retriable: true });
    expect(String(failure)).not.toContain('127.0.0.1');
  });
});
