import { createHash } from 'node:crypto';
import { ReadModelError } from '../read-model.errors.js';
import type { Page, Stored } from '../read-model-store.port.js';
import { type IndexPlan, isWithin } from './index-plan.js';
import { indexedValue, isScalar, type Scalar } from './scalar.js';

/** The place where a page ended: the document's index values after the prefix, and its id. */
export interface CursorPlace {
  readonly values: readonly Scalar[];
  readonly id: string;
}

/** Longest cursor accepted, characters. */
const MAX_CURSOR_LENGTH = 8192;

/**
 * Writes a cursor. It is opaque to clients, and a digest binds it to its query. It is not signed: the values that select the list
 * come from the query and never from the cursor, so a forged cursor only moves within the same list.
 */
export function encodeCursor(plan: IndexPlan, place: CursorPlace): string {
  return Buffer.from(JSON.stringify([digestOf(plan), place.values, place.id])).toString('base64url');
}

/** Reads a cursor. @throws ReadModelError `BAD_CURSOR` if it is malformed or belongs to another query */
export function decodeCursor(plan: IndexPlan, cursor: string): CursorPlace {
  const content: unknown = parse(cursor);
  if (!Array.isArray(content) || content.length !== 3) throw bad();
  const [digest, values, id] = content as readonly unknown[];
  if (digest !== digestOf(plan)) throw bad('it belongs to another query');
  if (!Array.isArray(values) || values.length !== plan.rest.length || typeof id !== 'string') throw bad();
  const scalars = values.filter(isScalar);
  if (scalars.length !== values.length) throw bad();
  if (plan.range !== null && !isWithin(plan.range, scalars[0] ?? null)) throw bad();
  return { values: scalars, id };
}

/** Makes a page of the documents that were read. A document beyond `limit` shows that another page follows. */
export function pageOf<T extends Stored>(
  plan: IndexPlan,
  found: readonly T[],
  limit: number,
): Page<T['doc']> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  const values = plan.rest.map(({ field }) => indexedValue(last.doc, field));
  return { items, next: encodeCursor(plan, { values, id: last.id }) };
}

function digestOf({ collection, index, prefix, any, range }: IndexPlan): string {
  const fields = index.fields.map(({ field, order }) => [field, order]);
  const query = [
    collection.name,
    index.name,
    fields,
    prefix,
    ...(any === null && range === null ? [] : [any, range]),
  ];
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
}

function parse(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR_LENGTH || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw bad();
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (cause) {
    throw bad('it is malformed', cause);
  }
}

function bad(why = 'it is malformed', cause?: unknown): ReadModelError {
  return new ReadModelError('BAD_CURSOR', `the cursor can't be used: ${why}`, false, { cause });
}
