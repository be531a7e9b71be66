import { MongoClient } from 'mongodb';
import { createMongoReadModels } from '../mongo/index.js';
import type { ReadModelStore } from '../read-model-store.port.js';
import type { ReadModelsUnderTest } from './read-models-under-test.js';

/** A database of its own on a running MongoDB. */
export function mongoUnderTest(url: string, database: string): ReadModelsUnderTest {
  const stores: ReadModelStore[] = [];
  const disconnect = async (): Promise<void> => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  };
  return {
    address: { kind: 'mongo', url, database },
    connect() {
      const store = createMongoReadModels({ url, database });
      stores.push(store);
      return Promise.resolve(store);
    },
    disconnect,
    async dispose() {
      await disconnect();
      const client = new MongoClient(url);
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
}
