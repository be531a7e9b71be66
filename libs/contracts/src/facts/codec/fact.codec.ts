import { z } from 'zod';
import { ContractError } from '../../contract.errors.js';
import { describeIssue } from '../../encoding/fields.schema.js';
import { factType } from './fact-type.js';
import { losesSomething } from './loses-something.js';

/** Turns the data of one version into the data of the next. Pure; may assume nothing about what it is given. */
export type Upcaster = (data: unknown) => unknown;

/** What came out of reading a fact. */
export type FactReading<F> =
  | { readonly kind: 'fact'; readonly fact: F }
  /** A version that this code has never heard of. */
  | { readonly kind: 'unknown' }
  /** `reason` never holds anything of the data. */
  | { readonly kind: 'invalid'; readonly reason: string };

interface Fact {
  readonly type: string;
  readonly data: object;
}

/** A schema for every field of `D`, so that a field which the codec forgot doesn't compile. */
export type ShapeOf<D> = { readonly [K in keyof D]-?: z.ZodType<D[K]> };

/** The wire form of one fact: its current version, its older ones, and what it is about. */
export interface FactCodec<F extends Fact> {
  readonly fact: F['type'];
  readonly version: number;
  /** CloudEvents `type` of what is written: `rescind.<Fact>.v<version>`. */
  readonly type: string;
  /** By the `type` of an older version: to the next version. */
  readonly upcasters: Readonly<Record<string, Upcaster>>;
  /** Of the data of the current version, for the reference. */
  readonly schema: z.ZodType<F['data']>;
  /** Total: never throws. Fields that the schema doesn't name are dropped. */
  read(version: number, data: unknown): FactReading<F>;
  /**
   * The data in its canonical order of fields, and the CloudEvents `subject`.
   * @throws ContractError `INVALID_FACT` for data that {@link FactCodec.read} would refuse or lose part of.
   */
  write(data: unknown, orgId: string): { readonly data: F['data']; readonly subject: string };
}

/** What a fact's codec is made from. */
export interface FactDefinition<F extends Fact> {
  readonly fact: F['type'];
  readonly version: number;
  readonly shape: ShapeOf<F['data']>;
  /** What the fact is about: a `client_id`, user id, token id … */
  readonly subject: (data: F['data'], orgId: string) => string;
  /** What holds between fields; a record for which it doesn't is invalid. */
  readonly check?: (data: F['data']) => boolean;
  /** One per older version. A committed version never changes: add an optional field, or a version and its upcaster. */
  readonly upcasters?: Readonly<Record<string, Upcaster>>;
}

/** For a version that only allows more than the one before: what was written then still reads as it is. */
export const unchanged: Upcaster = (data) => data;

/** Makes the codec of one fact. */
export function factCodec<F extends Fact>(definition: FactDefinition<F>): FactCodec<F> {
  const { fact, version } = definition;
  // The shape was checked field by field; zod can't carry that through a generic type.
  const fields = z.object(definition.shape) as unknown as z.ZodType<F['data']>;
  const schema = definition.check === undefined ? fields : fields.refine(definition.check);
  const upcasters = definition.upcasters ?? {};

  function read(from: number, data: unknown): FactReading<F> {
    const current = upcast(fact, from, version, data, upcasters);
    if (current.kind !== 'data') return current;
    const parsed = schema.safeParse(current.data);
    if (!parsed.success) return { kind: 'invalid', reason: describeIssue(parsed.error) };
    return { kind: 'fact', fact: { type: fact, data: parsed.data } as F };
  }

  function write(data: unknown, orgId: string): { data: F['data']; subject: string } {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new ContractError('INVALID_FACT', `${fact}: ${describeIssue(parsed.error)}`);
    if (losesSomething(data, parsed.data)) {
      throw new ContractError('INVALID_FACT', `${fact}: holds a field that its codec doesn't know`);
    }
    return { data: parsed.data, subject: definition.subject(parsed.data, orgId) };
  }

  return { fact, version, type: factType(fact, version), upcasters, schema, read, write };
}

type Upcast =
  { readonly kind: 'data'; readonly data: unknown } | Exclude<FactReading<never>, { kind: 'fact' }>;

function upcast(
  fact: string,
  from: number,
  to: number,
  data: unknown,
  upcasters: Readonly<Record<string, Upcaster>>,
): Upcast {
  if (from > to) return { kind: 'unknown' };
  let current = data;
  for (let version = from; version < to; version += 1) {
    const upcaster = upcasters[factType(fact, version)];
    if (upcaster === undefined) return { kind: 'unknown' };
    try {
      current = upcaster(current);
    } catch {
      return { kind: 'invalid', reason: `can't be upcast from version ${String(version)}` };
    }
  }
  return { kind: 'data', data: current };
}
