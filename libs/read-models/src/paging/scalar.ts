import type { Doc, Json } from '../read-model-store.port.js';

/** What an indexed field may hold; a missing field is `null`. Both adapters order null < numbers < strings < booleans. */
export type Scalar = string | number | boolean | null;

/** Whether a JSON value may stand in an index. */
export function isScalar(value: unknown): value is Scalar {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}

/**
 * Value of an indexed field.
 * @throws TypeError for a list, an object or a number that is not finite: no index could order them the same everywhere.
 */
export function indexedValue(doc: Doc, field: string): Scalar {
  const value: Json | undefined = doc[field];
  if (value === undefined) return null;
  if (!isScalar(value))
    throw new TypeError(`the indexed field ${field} holds neither text, number, boolean nor null`);
  return value;
}
