import { MongoClient, type Collection, type Db } from 'mongodb';
import { pause } from '#async';
import { decodeCursor, pageOf } from '../paging/cursor.codec.js';
import { catalogueOf, checkLimit, collectionOf, planIndex, type Catalogue } from '../paging/index-plan.js';
import { indexedValue } from '../paging/scalar.js';
import { ReadModelError } from '../read-model.errors.js';
import type { CollectionSpec, GuardedWrite, Page, ReadModelStore, Stored } from '../read-model-store.port.js';
import { moveCheckpoint, readCheckpoint, type CheckpointDocument } from './mongo-checkpoints.js';
import { toStored, type MongoDocument } from './mongo-document.js';
import { toReadModelError } from './read-model-failure.js';
import { filterOf, keyOf, readPlan } from './mongo-paging.js';
import { writeGuarded } from './mongo-write.js';

/** Options of {@link createMongoReadModels}: a URL, or a client that somebody else closes. */
export type MongoReadModelsOptions = ({ readonly url: string } | { readonly client: MongoClient }) & {
  readonly database: string;
  /** Called whenever an attempt to reach the server at {@link ReadModelStore.open} failed. */
  readonly onWaiting?: (detail: string) => void;
  /** How long a call looks for a usable server, ms. Default 5000. Only with `url`. */
  readonly serverSelectionTimeoutMs?: number;
};

/** Operations per bulk write. */
const CHUNK = 1000;
const CHECKPOINTS = 'projector_checkpoints';
const RETRY_OPEN_MS = 500;

/**
 * Read models in MongoDB: majority and journaled writes, reads from the primary, one document per read model document
 * and no transactions. {@link ReadModelStore.open} waits for the server as long as it takes.
 *
 * @example
 * const store = createMongoReadModels({ url: 'mongodb://127.0.0.1:27017', database: 'rescind' });
 * await store.open(READ_MODEL_COLLECTIONS);
 */
export function createMongoReadModels(options: MongoReadModelsOptions): ReadModelStore {
  return new MongoReadModels(options);
}

class MongoReadModels implements ReadModelStore {
  readonly description: string;
  private readonly client: MongoClient;
  private readonly ownsClient: boolean;
  private readonly db: Db;
  private catalogue: Catalogue = new Map();
  private closed = false;

  constructor(private readonly options: MongoReadModelsOptions) {
    this.ownsClient = 'url' in options;
    this.client =
      'url' in options
        ? new MongoClient(options.url, {
            serverSelectionTimeoutMS: options.serverSelectionTimeoutMs ?? 5000,
            connectTimeoutMS: 5000,
            socketTimeoutMS: 30_000,
            appName: 'rescind-read-models',
          })
        : options.client;
    this.db = this.client.db(options.database, {
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
      ignoreUndefined: true,
    });
    this.description = `MongoDB database ${options.database}`;
  }

  async open(collections: readonly CollectionSpec[]): Promise<void> {
    const catalogue = catalogueOf(collections);
    while (!this.closed) {
      try {
        await guarded(() => this.createMissing(collections));
        this.catalogue = new Map([...this.catalogue, ...catalogue]);
        return;
      } catch (error) {
        if (!isRetriable(error)) throw error;
        this.options.onWaiting?.(`waiting for ${this.description}: ${error.message}`);
        await pause(RETRY_OPEN_MS);
      }
    }
    throw new ReadModelError('STORE_UNAVAILABLE', 'closed before the server answered', false);
  }

  async get<T extends Stored['doc']>(collection: string, id: string): Promise<Stored<T> | null> {
    const found = await guarded(() => this.documents(collection).findOne({ _id: id }));
    return found === null ? null : typed<T>(toStored(found));
  }

  async getMany<T extends Stored['doc']>(
    collection: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Stored<T>>> {
    const found = await guarded(() =>
      this.documents(collection)
        .find({ _id: { $in: [...ids] } }, { batchSize: ids.length + 1 })
        .toArray(),
    );
    return new Map(found.map((document) => [document._id, typed<T>(toStored(document))]));
  }

  async write(collection: string, writes: readonly GuardedWrite[]): Promise<readonly string[]> {
    const { indexes } = collectionOf(this.catalogue, collection);
    for (const { doc } of writes) {
      for (const { fields } of indexes) for (const { field } of fields) indexedValue(doc, field);
    }
    const lost: string[] = [];
    for (let start = 0; start < writes.length; start += CHUNK) {
      const chunk = writes.slice(start, start + CHUNK);
      lost.push(...(await guarded(() => writeGuarded(this.documents(collection), chunk))));
    }
    return lost;
  }

  async page<T extends Stored['doc']>(query: Parameters<ReadModelStore['page']>[0]): Promise<Page<T>> {
    checkLimit(query.limit);
    const plan = planIndex(this.catalogue, query);
    const place = query.after === undefined ? null : decodeCursor(plan, query.after);
    const collection = this.documents(query.collection);
    // One document more than the page holds: whether there is another page.
    const found = await guarded(() => readPlan(collection, plan, place, query.limit + 1));
    return pageOf(
      plan,
      found.map((document) => typed<T>(toStored(document))),
      query.limit,
    );
  }

  async count(query: Parameters<ReadModelStore['count']>[0], atMost: number): Promise<number> {
    const plan = planIndex(this.catalogue, query);
    if (atMost < 1) return 0;
    if (plan.any?.length === 0) return 0;
    return guarded(() =>
      this.documents(query.collection).countDocuments(filterOf(plan), {
        limit: atMost,
        hint: keyOf(plan.index),
      }),
    );
  }

  async checkpoint(
    ...place: Parameters<ReadModelStore['checkpoint']>
  ): ReturnType<ReadModelStore['checkpoint']> {
    return guarded(() => readCheckpoint(this.checkpoints(), checkpointId(...place)));
  }

  async saveCheckpoint(...args: Parameters<ReadModelStore['saveCheckpoint']>): Promise<void> {
    const [projector, topic, partition, checkpoint] = args;
    await guarded(() =>
      moveCheckpoint(this.checkpoints(), checkpointId(projector, topic, partition), checkpoint),
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.ownsClient) await this.client.close();
  }

  private async createMissing(collections: readonly CollectionSpec[]): Promise<void> {
    for (const { name, indexes } of collections) {
      if (indexes.length === 0) continue;
      await this.db
        .collection(name)
        .createIndexes(indexes.map((index) => ({ key: keyOf(index), name: `rm_${index.name}` })));
    }
    await this.db.command({ ping: 1 });
  }

  private documents(collection: string): Collection<MongoDocument> {
    return this.db.collection(collectionOf(this.catalogue, collection).name);
  }

  private checkpoints(): Collection<CheckpointDocument> {
    return this.db.collection(CHECKPOINTS);
  }
}

function checkpointId(projector: string, topic: string, partition: number): string {
  return `${projector}/${topic}/${String(partition)}`;
}

function typed<T extends Stored['doc']>(stored: Stored): Stored<T> {
  return stored as Stored<T>;
}

function isRetriable(error: unknown): error is Error {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toReadModelError(error);
  }
}
