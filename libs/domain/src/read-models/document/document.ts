import type { Decision, RecordedDecision, RecordedUsage, UsageFact } from '../../facts/index.js';
import { canonicalTime } from '../../values/canonical-time.js';
import { formatIsoTime } from '../../values/iso-time.js';
import { formatPosition } from '../../values/position.js';

/** A JSON value; what documents are made of. */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | readonly DocumentValue[]
  | { readonly [member: string]: DocumentValue | undefined };

/** A read model's document: JSON alone, and always of one organisation. */
export type ReadModelDocument<T extends Readonly<Record<string, DocumentValue | undefined>>> = T & {
  readonly orgId: string;
};

/** What read models fold: decisions and usage. */
export type ReadModelFact = RecordedDecision | RecordedUsage;

/** Any fact, without its envelope. */
export type AnyFact = Decision | UsageFact;

/** An order in which a model's documents are listed: equality on leading fields, then these in order, then the document id. */
export interface ListOrder<Field extends string = string> {
  readonly name: string;
  readonly fields: readonly { readonly field: Field; readonly order: 1 | -1 }[];
}

/**
 * A read model: which facts touch which documents, and how. All of it is pure. `apply` answers the document it was given
 * when a fact changes nothing, and `null` when there is nothing to write.
 */
export interface ReadModel<D extends { readonly orgId: string }> {
  readonly name: string;
  /** Version of the document's shape; the collection's name ends with it. */
  readonly version: number;
  readonly collection: string;
  readonly handles: readonly AnyFact['type'][];
  readonly lists: readonly ListOrder<keyof D & string>[];
  /** Ids of the documents that a fact touches. */
  readonly keys: (recorded: ReadModelFact) => readonly string[];
  /** Collection of a model that every fact goes into before it goes into this one; its documents are given to `apply`. */
  readonly after?: string;
  /** The document `id` after the fact. */
  readonly apply: (doc: D | null, recorded: ReadModelFact, id: string, before?: DocumentsBefore) => D | null;
}

/** Documents of the model that a fact went into before ({@link ReadModel.after}), with that fact in them, by their id. */
export type DocumentsBefore = (
  id: string,
) => Readonly<Record<string, DocumentValue | undefined>> | null | undefined;

/** A list order, its name and fields: `-field` descends. */
export function listOrder<Field extends string>(
  name: string,
  ...fields: readonly (Field | `-${Field}`)[]
): ListOrder<Field> {
  return {
    name,
    fields: fields.map((field) =>
      field.startsWith('-')
        ? { field: field.slice(1) as Field, order: -1 }
        : { field: field as Field, order: 1 },
    ),
  };
}

/** The fact, if it is one of the types that are handled; `null` for every other one. */
export function handled<T extends AnyFact['type']>(
  recorded: ReadModelFact,
  types: readonly T[],
): Extract<AnyFact, { type: T }> | null {
  const isHandled = (fact: AnyFact): fact is Extract<AnyFact, { type: T }> =>
    (types as readonly string[]).includes(fact.type);
  return isHandled(recorded.fact) ? recorded.fact : null;
}

/** A time of a fact in the one form that sorts as text; the log's clock stands in for what isn't a time. */
export function timeOf(text: string, recorded: ReadModelFact): string {
  return canonicalTime(text, recorded.appendedAtMs);
}

/** When a fact was appended, on the log's clock, ISO 8601. */
export function recordedAt(recorded: ReadModelFact): string {
  return formatIsoTime(recorded.appendedAtMs);
}

/** Where a usage fact stands in the log, over all partitions. */
export function placeOf({ partition, position }: RecordedUsage): string {
  return `${String(partition)}/${formatPosition(position)}`;
}

/** The earlier of two times in canonical form. */
export function earlier(known: string | null, time: string): string {
  return known === null || time < known ? time : known;
}

/** The later of two times in canonical form. */
export function later(known: string | null, time: string): string {
  return known === null || time > known ? time : known;
}
