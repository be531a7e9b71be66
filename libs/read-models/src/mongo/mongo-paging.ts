import { MaxKey, MinKey, type Collection, type FindCursor } from 'mongodb';
import { decodeCursor } from '../paging/cursor.codec.js';
import { idOrderOf, type IndexPlan } from '../paging/index-plan.js';
import type { Scalar } from '../paging/scalar.js';
import type { IndexSpec } from '../read-model-store.port.js';
import type { MongoDocument } from './mongo-document.js';

/** Where a walk of an index begins (inclusive) and ends (exclusive): one value per field of its key. */
interface IndexBounds {
  readonly min: Record<string, Scalar | MinKey | MaxKey>;
  readonly max: Record<string, Scalar | MinKey | MaxKey>;
}

/** Key pattern of an index: its fields, then the id. */
export function keyOf(index: IndexSpec): Record<string, 1 | -1> {
  const key: Record<string, 1 | -1> = {};
  for (const { field, order } of index.fields) key[`doc.${field}`] = order;
  key['_id'] = idOrderOf(index);
  return key;
}

/**
 * Reads one document more than the page holds, by the bounds of the index itself: `$gt` compares only values of one
 * type and never `null`, index bounds compare as the index is ordered.
 */
export async function readPage(
  collection: Collection<MongoDocument>,
  plan: IndexPlan,
  after: string | undefined,
  limit: number,
): Promise<readonly MongoDocument[]> {
  const place = after === undefined ? null : decodeCursor(plan, after);
  const { min, max } = boundsOf(plan, place);
  const found = await pageCursor(collection, plan, { min, max }, limit + 2).toArray();
  // The lower bound is inclusive: the document that ended the last page comes first, unless it moved meanwhile.
  return place !== null && found[0]?._id === place.id && isAt(found[0], plan, place.values)
    ? found.slice(1)
    : found;
}

/** The find of a page; apart, so that a test can explain it. */
export function pageCursor(
  collection: Collection<MongoDocument>,
  plan: IndexPlan,
  { min, max }: IndexBounds,
  limit: number,
): FindCursor<MongoDocument> {
  return collection
    .find({})
    .hint(keyOf(plan.index))
    .sort(keyOf(plan.index))
    .min(min)
    .max(max)
    .limit(limit)
    .batchSize(limit);
}

/** Bounds of the documents of a plan that come at or after a place. */
export function boundsOf(
  plan: IndexPlan,
  place: { values: readonly Scalar[]; id: string } | null,
): IndexBounds {
  const min: IndexBounds['min'] = {};
  const max: IndexBounds['max'] = {};
  for (const { field, value } of plan.prefix) {
    min[`doc.${field}`] = value;
    max[`doc.${field}`] = value;
  }
  plan.rest.forEach(({ field, order }, at) => {
    min[`doc.${field}`] = place?.values[at] ?? (place === null ? first(order) : null);
    max[`doc.${field}`] = last(order);
  });
  min['_id'] = place?.id ?? first(plan.idOrder);
  max['_id'] = last(plan.idOrder);
  return { min, max };
}

function isAt(document: MongoDocument, plan: IndexPlan, values: readonly Scalar[]): boolean {
  return plan.rest.every(({ field }, at) => (document.doc[field] ?? null) === values[at]);
}

function first(order: 1 | -1): MinKey | MaxKey {
  return order === 1 ? new MinKey() : new MaxKey();
}

function last(order: 1 | -1): MinKey | MaxKey {
  return order === 1 ? new MaxKey() : new MinKey();
}
