import { MaxKey, MinKey, type Collection, type FindCursor } from 'mongodb';
import type { CursorPlace } from '../paging/cursor.codec.js';
import { type FieldRange, idOrderOf, type IndexPlan, isEmpty } from '../paging/index-plan.js';
import type { Scalar } from '../paging/scalar.js';
import type { IndexSpec } from '../read-model-store.port.js';
import type { MongoDocument } from './mongo-document.js';
import { mergedFilterOf } from './mongo-merge.js';

/** Where a walk of an index begins (inclusive) and ends (exclusive): one value per field of its key. */
interface IndexBounds {
  readonly min: Record<string, Bound>;
  readonly max: Record<string, Bound>;
}

/** A value, or a bound before or after all values of a type. An empty object comes directly after all text. */
type Bound = Scalar | MinKey | MaxKey | Record<string, never>;

/** Key pattern of an index: its fields, then the id. */
export function keyOf(index: IndexSpec): Record<string, 1 | -1> {
  const key: Record<string, 1 | -1> = {};
  for (const { field, order } of index.fields) key[`doc.${field}`] = order;
  key['_id'] = idOrderOf(index);
  return key;
}

/** Reads up to `limit` documents of a plan, strictly after a place. */
export async function readPlan(
  collection: Collection<MongoDocument>,
  plan: IndexPlan,
  place: CursorPlace | null,
  limit: number,
): Promise<readonly MongoDocument[]> {
  if ((plan.range !== null && isEmpty(plan.range)) || plan.any?.length === 0) return [];
  return plan.any === null
    ? scanIndex(collection, plan, place, limit)
    : mergeCursor(collection, plan, place, limit).toArray();
}

/** The find of a page of several values, which the server merges from a walk of the index per value. */
function mergeCursor(
  collection: Collection<MongoDocument>,
  plan: IndexPlan,
  place: CursorPlace | null,
  limit: number,
): FindCursor<MongoDocument> {
  const sort: Record<string, 1 | -1> = {};
  for (const { field, order } of plan.rest) sort[`doc.${field}`] = order;
  sort['_id'] = plan.idOrder;
  return collection
    .find(place === null ? filterOf(plan) : mergedFilterOf(plan, place))
    .hint(keyOf(plan.index))
    .sort(sort)
    .limit(limit)
    .batchSize(limit);
}

/**
 * Reads documents after a place, by the bounds of the index itself: `$gt` compares only values of one type and never `null`,
 * index bounds compare as the index is ordered.
 */
async function scanIndex(
  collection: Collection<MongoDocument>,
  plan: IndexPlan,
  place: CursorPlace | null,
  limit: number,
): Promise<readonly MongoDocument[]> {
  const bounds = boundsOf(plan, place);
  const found = await pageCursor(collection, plan, bounds, place === null ? limit : limit + 1).toArray();
  // The lower bound is inclusive: the document that ended the last page comes first, unless it moved meanwhile.
  const isRepeated = place !== null && found[0]?._id === place.id && isAt(found[0], plan, place.values);
  return found.slice(isRepeated ? 1 : 0, limit + (isRepeated ? 1 : 0));
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
export function boundsOf(plan: IndexPlan, place: CursorPlace | null): IndexBounds {
  const min: IndexBounds['min'] = {};
  const max: IndexBounds['max'] = {};
  for (const { field, value } of plan.prefix) {
    min[`doc.${field}`] = value;
    max[`doc.${field}`] = value;
  }
  const { range } = plan;
  // Ascending, a range begins before all of its lower value and ends before all of its upper one; descending, behind them.
  const edge = range === null ? null : plan.rest[0]?.order === 1 ? first : last;
  plan.rest.forEach(({ field, order }, at) => {
    const [low, high] = range !== null && at === 0 ? valuesOf(range) : [null, null];
    const whole = [(edge ?? first)(order), (edge ?? last)(order)] as const;
    const [start, end] = range === null || at > 0 ? whole : order === 1 ? [low, high] : [high, low];
    min[`doc.${field}`] = place === null ? start : (place.values[at] ?? null);
    max[`doc.${field}`] = end;
  });
  min['_id'] = place?.id ?? (edge ?? first)(plan.idOrder);
  max['_id'] = (edge ?? last)(plan.idOrder);
  return { min, max };
}

/** The filter of the documents that a plan finds, for counting. */
export function filterOf({ prefix, any, range, rest }: IndexPlan): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  for (const { field, value } of prefix) filter[`doc.${field}`] = value;
  for (const { field } of any ?? []) filter[`doc.${field}`] = { $in: any?.map(({ value }) => value) };
  const [ordered] = rest;
  if (range === null || ordered === undefined) return filter;
  // Compared with a value, only values of its own type are found.
  const from = range.from ?? (range.type === 'string' ? '' : null);
  const { to } = range;
  filter[`doc.${ordered.field}`] = {
    ...(from === null ? {} : { $gte: from }),
    ...(to === null ? {} : { $lt: to }),
  };
  return filter;
}

/** Every number comes after minus infinity and before all text; every text before an empty object. */
function valuesOf({ type, from, to }: FieldRange): readonly [Bound, Bound] {
  return type === 'number' ? [from ?? -Infinity, to ?? ''] : [from ?? '', to ?? {}];
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
