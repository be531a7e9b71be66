import type { CursorPlace } from '../paging/cursor.codec.js';
import type { FieldRange, IndexPlan } from '../paging/index-plan.js';
import type { Scalar } from '../paging/scalar.js';

/** A condition on a document; all fields of one must hold. */
type Condition = Readonly<Record<string, unknown>>;

/** The smallest value of each type, in the order of the types. `null` comes before all of them. */
const TYPES: readonly { readonly type: string; readonly from: Scalar }[] = [
  { type: 'number', from: -Infinity },
  { type: 'string', from: '' },
  { type: 'boolean', from: false },
];

/**
 * The filter of a plan with several values for one field: the documents after a place, one branch of an `$or` per value and index range.
 * Every branch fixes all fields before the sort fields, and the filter has nothing but the `$or`. Only then does the server merge the
 * branches in index order; otherwise it sorts.
 */
export function mergedFilterOf(plan: IndexPlan, place: CursorPlace): Condition {
  const equal = Object.fromEntries(plan.prefix.map(({ field, value }) => [`doc.${field}`, value]));
  const pieces = piecesAfter(plan, place);
  return {
    $or: (plan.any ?? []).flatMap(({ field, value }) =>
      pieces.map((piece) => ({ ...equal, [`doc.${field}`]: value, ...piece })),
    ),
  };
}

/** The index ranges after a place: equal to it up to some field, and after it in that field. */
function piecesAfter({ rest, range, idOrder }: IndexPlan, { values, id }: CursorPlace): readonly Condition[] {
  const equal: Record<string, Scalar> = {};
  const pieces: Condition[] = [];
  rest.forEach(({ field, order }, at) => {
    const value = values[at] ?? null;
    const path = `doc.${field}`;
    const past =
      at === 0 && range !== null
        ? [{ [path]: pastWithin(range, order, value) }]
        : order === 1
          ? above(path, value)
          : below(path, value);
    pieces.push(...past.map((condition) => ({ ...equal, ...condition })));
    equal[path] = value;
  });
  return [...pieces, { ...equal, _id: idOrder === 1 ? { $gt: id } : { $lt: id } }];
}

function pastWithin({ from, to }: FieldRange, order: 1 | -1, value: Scalar): Condition {
  if (order === 1) return { $gt: value, ...(to === null ? {} : { $lt: to }) };
  return { $lt: value, ...(from === null ? {} : { $gte: from }) };
}

/** Comparisons find values of one type only: the rest of a value's own type, then each type after it. */
function above(path: string, value: Scalar): readonly Condition[] {
  const own = value === null ? [] : [{ [path]: { $gt: value } }];
  return [...own, ...typesAfter(value).map((from) => ({ [path]: { $gte: from } }))];
}

/** Everything before a value, in one index range; documents without the field come last in it. */
function below(path: string, value: Scalar): readonly Condition[] {
  if (value === null) return [];
  return [{ $and: [value, ...typesAfter(value)].map((from) => ({ [path]: { $not: { $gte: from } } })) }];
}

function typesAfter(value: Scalar): readonly Scalar[] {
  const own = TYPES.findIndex(({ type }) => type === typeof value);
  return TYPES.slice(own + 1).map(({ from }) => from);
}
