import type { SqlStatement, SqlValue } from '#embedded';
import type { CursorPlace } from '../paging/cursor.codec.js';
import type { FieldRange, IndexPlan } from '../paging/index-plan.js';
import type { Scalar } from '../paging/scalar.js';
import { ROW, columnOf, direction, tableOf } from './embedded-table.sql.js';

/** A stretch of an index's remaining columns that run the same way, so that one row value compares them. */
interface Run {
  readonly order: 1 | -1;
  readonly columns: readonly string[];
  readonly values: readonly SqlValue[];
}

/**
 * A scalar as it is stored in an index column. SQLite orders numbers before text before blobs. A missing value is stored as minus infinity,
 * which no JSON number is, and a boolean as a blob: that gives the order of the port. NULL would not do, because comparing row values
 * with a NULL in them gives NULL.
 */
export function toColumn(value: Scalar): SqlValue {
  if (value === null) return Number.NEGATIVE_INFINITY;
  if (typeof value === 'boolean') return new Uint8Array([value ? 1 : 0]);
  return value;
}

/** The page after a place: one branch per run of the index, each a range scan of the index, one after the other. */
export function pageStatement(plan: IndexPlan, place: CursorPlace | null, limit: number): SqlStatement {
  const runs = runsOf(plan, place);
  if (place === null || runs.length === 1) return branch(plan, runs, place === null ? null : 0, limit);
  const branches = runs.map((_, at) => branch(plan, runs, runs.length - 1 - at, limit));
  return {
    sql: `${branches.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ALL ')} LIMIT ?`,
    params: [...branches.flatMap(({ params }) => params ?? []), limit],
  };
}

/** Counts the documents that a plan finds, up to a bound. */
export function countStatement(plan: IndexPlan, atMost: number): SqlStatement {
  const { where, params } = prefixOf(plan);
  const filter = where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`;
  return {
    sql: `SELECT count(*) AS n FROM (SELECT 1 FROM ${source(plan)}${filter} LIMIT ?)`,
    params: [...params, atMost],
  };
}

/** Documents equal to the place in the runs before `beyond`, and past it in that run. */
function branch(plan: IndexPlan, runs: readonly Run[], beyond: number | null, limit: number): SqlStatement {
  const { where, params } = prefixOf(plan);
  if (beyond !== null) {
    for (const run of runs.slice(0, beyond)) {
      where.push(...run.columns.map((column) => `${column} = ?`));
      params.push(...run.values);
    }
    const run = runs[beyond];
    if (run !== undefined) {
      where.push(
        `(${run.columns.join(', ')}) ${run.order === 1 ? '>' : '<'} (${run.values.map(() => '?').join(', ')})`,
      );
      params.push(...run.values);
    }
  }
  const filter = where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`;
  const order = runs.flatMap((run) => run.columns.map((column) => `${column} ${direction(run.order)}`));
  return {
    sql: `SELECT ${ROW} FROM ${source(plan)}${filter} ORDER BY ${order.join(', ')} LIMIT ?`,
    params: [...params, limit],
  };
}

function source(plan: IndexPlan): string {
  return `${tableOf(plan.collection)} INDEXED BY "rm_${plan.collection.name}__${plan.index.name}"`;
}

/** The conditions of a plan, without those of a place. */
function prefixOf({ prefix, any, range, rest }: IndexPlan): {
  readonly where: string[];
  readonly params: SqlValue[];
} {
  const where = prefix.map(({ field }) => `${columnOf(field)} = ?`);
  const params = prefix.map(({ value }) => toColumn(value));
  const [anyField] = any ?? [];
  if (any !== null) {
    where.push(
      anyField === undefined ? 'FALSE' : `${columnOf(anyField.field)} IN (${any.map(() => '?').join(', ')})`,
    );
    params.push(...any.map(({ value }) => toColumn(value)));
  }
  const [ordered] = rest;
  if (range !== null && ordered !== undefined) {
    const [lower, from, to] = valuesOf(range);
    where.push(`${columnOf(ordered.field)} ${lower} ?`, `${columnOf(ordered.field)} < ?`);
    params.push(from, to);
  }
  return { where, params };
}

/** Numbers come after minus infinity, which is nothing, and before all text; text comes before blobs. */
function valuesOf({ type, from, to }: FieldRange): readonly ['>' | '>=', SqlValue, SqlValue] {
  if (type === 'string') return ['>=', from ?? '', to ?? new Uint8Array(0)];
  return [from === null ? '>' : '>=', from ?? Number.NEGATIVE_INFINITY, to ?? ''];
}

function runsOf(plan: IndexPlan, place: CursorPlace | null): readonly Run[] {
  const fields = [
    ...plan.rest.map(({ field, order }, at) => ({
      column: columnOf(field),
      order,
      value: toColumn(place?.values[at] ?? null),
    })),
    { column: 'id', order: plan.idOrder, value: place?.id ?? '' },
  ];
  const runs: { order: 1 | -1; columns: string[]; values: SqlValue[] }[] = [];
  for (const { column, order, value } of fields) {
    let run = runs.at(-1);
    if (run?.order !== order) {
      run = { order, columns: [], values: [] };
      runs.push(run);
    }
    run.columns.push(column);
    run.values.push(value);
  }
  return runs;
}
