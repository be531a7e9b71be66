import type {
  CollectionSpec,
  Doc,
  GuardedWrite,
  PageQuery,
  ReadModelStore,
  Stored,
} from '../read-model-store.port.js';

/** Where a child process finds the storage. */
export type StorageAddress =
  | { readonly kind: 'mongo'; readonly url: string; readonly database: string }
  | { readonly kind: 'embedded'; readonly file: string };

/** One storage of its own for one test. */
export interface ReadModelsUnderTest {
  readonly address: StorageAddress;
  /** A store on this storage; again for a second writer. */
  connect(): Promise<ReadModelStore>;
  /** Lets go of the storage as a process does that ends. {@link connect} finds what was written. */
  disconnect(): Promise<void>;
  /** Lets go of it and removes it. */
  dispose(): Promise<void>;
}

/** Makes a storage. */
export type PrepareReadModels = () => Promise<ReadModelsUnderTest>;

/** Runs a test on a storage of its own, with a store opened on it. */
export async function onStore(
  prepare: PrepareReadModels,
  collections: readonly CollectionSpec[],
  test: (store: ReadModelStore, storage: ReadModelsUnderTest) => Promise<void>,
): Promise<void> {
  const storage = await prepare();
  try {
    const store = await storage.connect();
    await store.open(collections);
    await test(store, storage);
  } finally {
    await storage.dispose();
  }
}

/** A write that creates a document. */
export function creation(id: string, doc: Doc): GuardedWrite {
  return { id, expected: null, positions: {}, doc };
}

/** Every document of a query, page by page; `between` runs after each page. */
export async function allPages(
  store: ReadModelStore,
  query: Omit<PageQuery, 'after'>,
  between: (page: number) => Promise<void> = () => Promise.resolve(),
): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  let after: string | undefined;
  for (let page = 1; ; page += 1) {
    const { items, next } = await store.page(after === undefined ? query : { ...query, after });
    found.push(...items);
    if (next === undefined) return found;
    after = next;
    await between(page);
  }
}
