import { ReadModelError } from '../read-model.errors.js';
import type { CollectionSpec, IndexField, IndexSpec, PageQuery } from '../read-model-store.port.js';
import type { Scalar } from './scalar.js';

/** How a query walks an index: equality on a prefix, then the rest in order, then the id. */
export interface IndexPlan {
  readonly collection: CollectionSpec;
  readonly index: IndexSpec;
  /** Leading fields with the value that each must have. */
  readonly prefix: readonly { readonly field: string; readonly order: 1 | -1; readonly value: Scalar }[];
  /** The remaining fields, without the id. */
  readonly rest: readonly IndexField[];
  /** Order of the id, which ends every index. */
  readonly idOrder: 1 | -1;
}

/** The collections that a store was opened with, by name. */
export type Catalogue = ReadonlyMap<string, CollectionSpec>;

const NAME = /^[a-z][A-Za-z0-9_]{0,40}$/;
const FIELD = /^[A-Za-z][A-Za-z0-9_]{0,40}$/;

/**
 * Checks collection specs at the door.
 * @throws TypeError naming every problem.
 */
export function catalogueOf(collections: readonly CollectionSpec[]): Catalogue {
  const problems: string[] = [];
  for (const { name, indexes } of collections) {
    if (!NAME.test(name)) problems.push(`collection name ${JSON.stringify(name)}`);
    for (const index of indexes) {
      if (!NAME.test(index.name)) problems.push(`index name ${JSON.stringify(index.name)} of ${name}`);
      for (const { field } of index.fields) {
        if (!FIELD.test(field)) problems.push(`field ${JSON.stringify(field)} of ${name}.${index.name}`);
      }
    }
  }
  if (problems.length > 0) throw new TypeError(`not usable: ${problems.join(', ')}`);
  return new Map(collections.map((collection) => [collection.name, collection]));
}

/** The id goes the way of the last field, so that an index read backwards is its mirror image. */
export function idOrderOf(index: IndexSpec): 1 | -1 {
  return index.fields.at(-1)?.order ?? 1;
}

/**
 * Finds the index of a query and splits its fields.
 * @throws ReadModelError `UNKNOWN_INDEX` where no such index exists or the equalities are not a prefix of it.
 */
export function planIndex(
  catalogue: Catalogue,
  query: Pick<PageQuery, 'collection' | 'index' | 'equals'>,
): IndexPlan {
  const collection = collectionOf(catalogue, query.collection);
  const index = collection.indexes.find(({ name }) => name === query.index);
  if (index === undefined) throw unknown(`${query.collection} has no index ${query.index}`);
  const wanted = new Map(Object.entries(query.equals));
  const prefix: { field: string; order: 1 | -1; value: Scalar }[] = [];
  for (const { field, order } of index.fields) {
    const value = wanted.get(field);
    if (value === undefined) break;
    prefix.push({ field, order, value });
    wanted.delete(field);
  }
  if (wanted.size > 0) {
    throw unknown(`${[...wanted.keys()].join(', ')} is not a prefix of ${query.collection}.${query.index}`);
  }
  return { collection, index, prefix, rest: index.fields.slice(prefix.length), idOrder: idOrderOf(index) };
}

/** @throws ReadModelError `UNKNOWN_INDEX` for a collection that the store was not opened with. */
export function collectionOf(catalogue: Catalogue, name: string): CollectionSpec {
  const collection = catalogue.get(name);
  if (collection === undefined) throw unknown(`no collection ${name}`);
  return collection;
}

/** @throws RangeError for a page size that is not 1 to 1000. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new RangeError(`a page holds 1 to 1000 documents, not ${String(limit)}`);
  }
}

function unknown(message: string): ReadModelError {
  return new ReadModelError('UNKNOWN_INDEX', message, false);
}
