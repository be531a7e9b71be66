import { describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openEmbeddedDatabase } from '#embedded';
import { describeWith, ownMongo, uniqueDatabase } from '#test/harness';
import { credentialStoreContract } from '../testing/credential-store.contract.js';
import { createEmbeddedCredentials, createMongoCredentials } from './index.js';

describe('credentials in the embedded database', () => {
  credentialStoreContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-credentials-'));
    const database = await openEmbeddedDatabase({ file: join(folder, 'rescind.db') });
    return {
      store: createEmbeddedCredentials(database),
      reopen: () => Promise.resolve(createEmbeddedCredentials(database)),
      takeAway: () => database.close(),
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  });
});

describeWith('mongo')('credentials in MongoDB', () => {
  credentialStoreContract(async () => {
    const server = await ownMongo();
    const client = await new MongoClient(server.address.url, { serverSelectionTimeoutMS: 500 }).connect();
    const name = uniqueDatabase('credentials');
    return {
      store: createMongoCredentials(client.db(name)),
      reopen: () => Promise.resolve(createMongoCredentials(client.db(name))),
      takeAway: () => server.kill(),
      dispose: async () => {
        await client.close();
        await server.release();
      },
    };
  });
});
