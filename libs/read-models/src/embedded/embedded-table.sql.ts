import type { CollectionSpec, IndexSpec } from '../read-model-store.port.js';
import { idOrderOf } from '../paging/index-plan.js';

/** Table of the projectors' places. */
export const CREATE_CHECKPOINTS = `CREATE TABLE IF NOT EXISTS rm_checkpoints (
  projector TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, generation TEXT NOT NULL,
  "offset" INTEGER NOT NULL, PRIMARY KEY (projector, topic, partition)) WITHOUT ROWID`;

/** Moves a place forward; one that is behind, in the same generation, changes nothing. */
export const SAVE_CHECKPOINT = `INSERT INTO rm_checkpoints (projector, topic, partition, generation, "offset")
  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET generation = excluded.generation, "offset" = excluded."offset"
  WHERE generation <> excluded.generation OR "offset" < excluded."offset"`;

/** Reads a place. */
export const READ_CHECKPOINT = `SELECT generation, "offset" FROM rm_checkpoints WHERE projector = ? AND topic = ? AND partition = ?`;

/** The columns that a document is read from. */
export const ROW = 'id, rev, positions, doc';

/** Name of a collection's table. */
export function tableOf({ name }: Pick<CollectionSpec, 'name'>): string {
  return `"rm_${name}"`;
}

/** Column that holds an indexed field; typed as the value is, so that comparisons coerce nothing. */
export function columnOf(field: string): string {
  return `"f_${field}"`;
}

/** The indexed fields of a collection, each once. */
export function indexedFields({ indexes }: Pick<CollectionSpec, 'indexes'>): readonly string[] {
  return [...new Set(indexes.flatMap(({ fields }) => fields.map(({ field }) => field)))];
}

/** `CREATE TABLE` without the indexed fields, which {@link addColumn} adds one by one. */
export function createTable(collection: CollectionSpec): string {
  return `CREATE TABLE IF NOT EXISTS ${tableOf(collection)} (
    id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, positions TEXT NOT NULL, doc TEXT NOT NULL)`;
}

/** Adds a column for an indexed field, and fills it from the documents that are there already. */
export function addColumn(collection: CollectionSpec, field: string): readonly string[] {
  const table = tableOf(collection);
  const path = `'$."${field}"'`;
  return [
    `ALTER TABLE ${table} ADD COLUMN ${columnOf(field)} DEFAULT -9e999`,
    `UPDATE ${table} SET ${columnOf(field)} = CASE json_type(doc, ${path})
       WHEN 'true' THEN x'01' WHEN 'false' THEN x'00' WHEN 'null' THEN -9e999
       ELSE coalesce(json_extract(doc, ${path}), -9e999) END`,
  ];
}

/** `CREATE INDEX` of a declared index, ended by the id. */
export function createIndex(collection: CollectionSpec, index: IndexSpec): string {
  const columns = index.fields.map(({ field, order }) => `${columnOf(field)} ${direction(order)}`);
  return `CREATE INDEX IF NOT EXISTS "rm_${collection.name}__${index.name}" ON ${tableOf(collection)}
    (${[...columns, `id ${direction(idOrderOf(index))}`].join(', ')})`;
}

/** Creates a document unless its id is taken. */
export function insertRow(collection: CollectionSpec): string {
  const columns = indexedFields(collection).map(columnOf);
  const names = ['id', 'rev', 'positions', 'doc', ...columns];
  return `INSERT INTO ${tableOf(collection)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
    ON CONFLICT DO NOTHING`;
}

/** Changes a document that still has the revision that was read. */
export function updateRow(collection: CollectionSpec): string {
  const columns = ['rev', 'positions', 'doc', ...indexedFields(collection).map(columnOf)];
  return `UPDATE ${tableOf(collection)} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ? AND rev = ?`;
}

/** `ASC` or `DESC`. */
export function direction(order: 1 | -1): 'ASC' | 'DESC' {
  return order === 1 ? 'ASC' : 'DESC';
}
