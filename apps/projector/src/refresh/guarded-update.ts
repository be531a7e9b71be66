import { type Doc, type ReadModelStore, type Stored, WriteContentionError } from '#read-models';

/** The part of a store that an update needs. */
export type UpdatedStore = Pick<ReadModelStore, 'getMany' | 'write'>;

const MAX_ATTEMPTS = 50;

/**
 * Changes documents. Where another writer was faster, the document is read again and changed again. A document that `change` returns
 * unchanged (the same object) isn't written. Resolves to how many were written.
 * @throws WriteContentionError where other writers keep changing the documents
 */
export async function updateAll<D extends Doc>(
  store: UpdatedStore,
  collection: string,
  found: readonly Stored<D>[],
  change: (doc: D) => D,
): Promise<number> {
  let left = found;
  let written = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const writes = left.flatMap(({ id, revision: expected, positions, doc }) => {
      const changed = change(doc);
      return changed === doc ? [] : [{ id, expected, positions, doc: changed }];
    });
    if (writes.length === 0) return written;
    const lost = await store.write(collection, writes);
    written += writes.length - lost.length;
    if (lost.length === 0) return written;
    left = [...(await store.getMany<D>(collection, lost)).values()];
  }
  throw new WriteContentionError(`documents of ${collection} kept changing`);
}
