import { catalogueOf, collectionOf, type Catalogue } from '../paging/index-plan.js';
import type {
  Checkpoint,
  CollectionSpec,
  Doc,
  GuardedWrite,
  ReadModelStore,
  Stored,
} from '../read-model-store.port.js';

/** Called before each read and write; tests interleave writers here. */
export type Pause = (what: string) => Promise<void>;

/**
 * The guarded-write half of a store in memory, for property tests of the engine: every schedule of two writers can be
 * played through. It pages nothing; the contract suite tests that on the real ones.
 */
export class MemoryReadModels implements Pick<
  ReadModelStore,
  'get' | 'getMany' | 'write' | 'checkpoint' | 'saveCheckpoint'
> {
  private readonly catalogue: Catalogue;
  private readonly documents = new Map<string, Map<string, Stored>>();
  private readonly checkpoints = new Map<string, Checkpoint>();

  constructor(collections: readonly CollectionSpec[]) {
    this.catalogue = catalogueOf(collections);
  }

  /** Every document, by `collection/id`. */
  contents(): Record<string, Doc> {
    const documents = [...this.documents].flatMap(([name, held]) =>
      [...held.values()].map(({ id, doc }) => [`${name}/${id}`, doc] as const),
    );
    return Object.fromEntries(documents);
  }

  /** The same storage as another process sees it, pausing before each call. */
  through(pause: Pause): ReadModelStore {
    const wait = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      await pause(what);
      return work();
    };
    return {
      description: 'memory',
      open: () => Promise.resolve(),
      get: (collection, id) => wait('get', () => this.get(collection, id)),
      getMany: (collection, ids) => wait('getMany', () => this.getMany(collection, ids)),
      write: (collection, writes) => wait('write', () => this.write(collection, writes)),
      page: () => Promise.reject(new Error('not in memory')),
      count: () => Promise.reject(new Error('not in memory')),
      checkpoint: (...place) => wait('checkpoint', () => this.checkpoint(...place)),
      saveCheckpoint: (...args) => wait('saveCheckpoint', () => this.saveCheckpoint(...args)),
      close: () => Promise.resolve(),
    };
  }

  get<T extends Doc>(collection: string, id: string): Promise<Stored<T> | null> {
    return Promise.resolve((this.of(collection).get(id) as Stored<T> | undefined) ?? null);
  }

  getMany<T extends Doc>(
    collection: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Stored<T>>> {
    const found = ids.map((id) => this.of(collection).get(id)).filter((stored) => stored !== undefined);
    return Promise.resolve(new Map(found.map((stored) => [stored.id, stored as Stored<T>])));
  }

  write(collection: string, writes: readonly GuardedWrite[]): Promise<readonly string[]> {
    const documents = this.of(collection);
    const lost = writes.filter(({ id, expected, positions, doc }) => {
      if ((documents.get(id)?.revision ?? null) !== expected) return true;
      documents.set(id, { id, revision: (expected ?? 0) + 1, positions, doc });
      return false;
    });
    return Promise.resolve(lost.map(({ id }) => id));
  }

  checkpoint(projector: string, topic: string, partition: number): Promise<Checkpoint | null> {
    return Promise.resolve(this.checkpoints.get(`${projector}/${topic}/${String(partition)}`) ?? null);
  }

  saveCheckpoint(projector: string, topic: string, partition: number, checkpoint: Checkpoint): Promise<void> {
    const key = `${projector}/${topic}/${String(partition)}`;
    const held = this.checkpoints.get(key);
    const isBehind = held?.generation === checkpoint.generation && held.offset >= checkpoint.offset;
    if (!isBehind) this.checkpoints.set(key, checkpoint);
    return Promise.resolve();
  }

  private of(collection: string): Map<string, Stored> {
    const { name } = collectionOf(this.catalogue, collection);
    const documents = this.documents.get(name) ?? new Map<string, Stored>();
    this.documents.set(name, documents);
    return documents;
  }
}
