import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openEmbeddedDatabase } from '#embedded';
import { READ_MODEL_COLLECTIONS, type ReadModelStore } from '#read-models';
import { createEmbeddedReadModels } from '#read-models/embedded';
import { createMongoReadModels } from '#read-models/mongo';
import { uniqueDatabase } from '../../test/harness/isolation.ts';
import type { Closers } from '../shared/closers.ts';
import { benchServer } from '../shared/servers.ts';
import { mongoPeer, type Peer, sqlitePeer } from './peers.ts';

/** A storage with nothing in it, for the projector and for the peer beside it. */
export interface Fresh {
  readonly store: ReadModelStore;
  readonly peer: Peer;
}

/** A kind of storage to measure. */
export interface Storage {
  readonly name: 'mongo' | 'embedded';
  /** Name of the peer's rows. */
  readonly peer: string;
  fresh(closers: Closers): Promise<Fresh>;
}

/** MongoDB: a database of its own for each case, dropped afterwards. */
export async function mongoStorage(closers: Closers): Promise<Storage> {
  const server = await benchServer('mongo');
  closers.add(() => server.release());
  const client = new MongoClient(server.address.url);
  closers.add(() => client.close());
  return {
    name: 'mongo',
    peer: 'mongodb-bulk-upsert',
    fresh: async (ofCase) => {
      const db = client.db(uniqueDatabase('bench'));
      ofCase.add(() => db.dropDatabase());
      const store = createMongoReadModels({ client, database: db.databaseName });
      await store.open(READ_MODEL_COLLECTIONS);
      return { store, peer: await mongoPeer(db) };
    },
  };
}

/** The embedded database: two files for each case, removed afterwards. */
export function embeddedStorage(): Storage {
  return {
    name: 'embedded',
    peer: 'sqlite-upsert',
    fresh: async (ofCase) => {
      const folder = await mkdtemp(join(tmpdir(), 'rescind-bench-'));
      ofCase.add(() => rm(folder, { recursive: true, force: true }));
      const ours = await openEmbeddedDatabase({ file: join(folder, 'rescind.db') });
      ofCase.add(() => ours.close());
      const theirs = await openEmbeddedDatabase({ file: join(folder, 'peer.db') });
      ofCase.add(() => theirs.close());
      const store = createEmbeddedReadModels({ database: ours });
      await store.open(READ_MODEL_COLLECTIONS);
      return { store, peer: await sqlitePeer(theirs) };
    },
  };
}
