import { ReadModelError } from '../read-model.errors.js';
import type { CollectionSpec, IndexField, IndexSpec, Selection } from '../read-model-store.port.js';
import { afterPrefix, compareScalars, type Scalar } from './scalar.js';

/** Bounds of the first ordered field: `from` is inclusive, `to` is exclusive. Only values of `type` can lie within them. */
export interface FieldRange {
  readonly type: 'string' | 'number';
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** A field with the value that it must have. */
export interface FieldValue {
  readonly field: string;
  readonly order: 1 | -1;
  readonly value: Scalar;
}

/** How a query walks an index: equality on a prefix, then the rest in order, then the id. */
export interface IndexPlan {
  readonly collection: CollectionSpec;
  readonly index: IndexSpec;
  /** Leading fields with the value that each must have. */
  readonly prefix: readonly FieldValue[];
  /** The field after the prefix, once for each value that it may have; `null` if the query has no such field. */
  readonly any: readonly FieldValue[] | null;
  /** Bounds of the first of the remaining fields; `null` if there are none. */
  readonly range: FieldRange | null;
  /** The remaining fields, without the id. */
  readonly rest: readonly IndexField[];
  /** Order of the id, which is the last field of every index. */
  readonly idOrder: 1 | -1;
}

/** The collections that a store was opened with, by name. */
export type Catalogue = ReadonlyMap<string, CollectionSpec>;

const NAME = /^[a-z][A-Za-z0-9_]{0,40}$/;
const FIELD = /^[A-Za-z][A-Za-z0-9_]{0,40}$/;

/**
 * Checks the specs of collections, and maps them by name.
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

/** The id has the order of the last field, so that reading the index backwards gives exactly the reverse list. */
export function idOrderOf(index: IndexSpec): 1 | -1 {
  return index.fields.at(-1)?.order ?? 1;
}

/** Largest number of values that a query may accept for one field. */
const MAX_ANY_OF = 64;

/**
 * Finds the index of a query and splits its fields.
 * @throws ReadModelError `UNKNOWN_INDEX` if there is no such index, or if the query doesn't follow the order of its fields.
 */
export function planIndex(catalogue: Catalogue, query: Selection): IndexPlan {
  const collection = collectionOf(catalogue, query.collection);
  const index = collection.indexes.find(({ name }) => name === query.index);
  if (index === undefined) throw unknown(`${query.collection} has no index ${query.index}`);
  const wanted = new Map(Object.entries(query.equals));
  const prefix: FieldValue[] = [];
  for (const { field, order } of index.fields) {
    const value = wanted.get(field);
    if (value === undefined) break;
    prefix.push({ field, order, value });
    wanted.delete(field);
  }
  if (wanted.size > 0) {
    throw unknown(`${[...wanted.keys()].join(', ')} is not a prefix of ${query.collection}.${query.index}`);
  }
  const any = anyOf(query, index.fields[prefix.length]);
  const rest = index.fields.slice(prefix.length + (any === null ? 0 : 1));
  const range = rangeOf(query);
  if (range !== null && rest.length === 0) {
    throw unknown(`${query.collection}.${query.index} has no field left for a range`);
  }
  return { collection, index, prefix, any, range, rest, idOrder: idOrderOf(index) };
}

function anyOf({ anyOf: wanted, collection }: Selection, next: IndexField | undefined): IndexPlan['any'] {
  if (wanted === undefined) return null;
  if (wanted.field !== next?.field)
    throw unknown(`${wanted.field} is not the next field of the index of ${collection}`);
  const values = [...new Set(wanted.values)].sort(compareScalars);
  if (values.length > MAX_ANY_OF) throw new RangeError(`at most ${String(MAX_ANY_OF)} values at once`);
  return values.map((value) => ({ ...next, value }));
}

function rangeOf({ startsWith, between }: Selection): FieldRange | null {
  if (startsWith !== undefined) {
    return { type: 'string', from: startsWith, to: afterPrefix(startsWith) };
  }
  const { from = null, to = null } = between ?? {};
  const bound = from ?? to;
  if (bound === null) return null;
  if (from !== null && to !== null && typeof from !== typeof to) {
    throw new TypeError('bounds must both be text or both be numbers');
  }
  return { type: typeof bound === 'string' ? 'string' : 'number', from, to };
}

/** Whether no value lies within bounds. */
export function isEmpty({ from, to }: FieldRange): boolean {
  return from !== null && to !== null && compareScalars(from, to) >= 0;
}

/** Whether a value lies within bounds. */
export function isWithin({ type, from, to }: FieldRange, value: Scalar): boolean {
  if (typeof value !== type) return false;
  return (
    (from === null || compareScalars(value, from) >= 0) && (to === null || compareScalars(value, to) < 0)
  );
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
