import type { Doc, Json } from '../read-model-store.port.js';

/** A value of an indexed field; a missing field counts as `null`. Both adapters order null < numbers < strings < booleans. */
export type Scalar = string | number | boolean | null;

/** Whether a JSON value can be indexed. */
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
 * @throws TypeError for a list, an object or a number that is not finite, because the adapters could order them differently.
 */
export function indexedValue(doc: Doc, field: string): Scalar {
  const value: Json | undefined = doc[field];
  if (value === undefined) return null;
  if (!isScalar(value))
    throw new TypeError(`the indexed field ${field} holds neither text, number, boolean nor null`);
  return value;
}

const RANKS: Readonly<Record<string, number>> = { object: 0, number: 1, string: 2, boolean: 3 };

/** The order of both adapters: null, numbers, text by its UTF-8 bytes, booleans. */
export function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === typeof b) return Number(a) - Number(b);
  return (RANKS[typeof a] ?? 0) - (RANKS[typeof b] ?? 0);
}

const LAST_CODE_POINT = 0x10ffff;

/** The first text that sorts after every text with the given prefix; `null` if there is none. */
export function afterPrefix(text: string): string | null {
  const points = Array.from(Buffer.from(text).toString(), (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  // UTF-8 has no surrogates (U+D800 to U+DFFF), so U+E000 follows U+D7FF.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
