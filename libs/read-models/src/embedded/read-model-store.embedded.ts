import type { EmbeddedDatabase, SqlRow, SqlStatement, SqlValue } from '#embedded';
import { decodeCursor, pageOf } from '../paging/cursor.codec.js';
import { catalogueOf, checkLimit, collectionOf, planIndex, type Catalogue } from '../paging/index-plan.js';
import { indexedValue } from '../paging/scalar.js';
import { ReadModelError } from '../read-model.errors.js';
import type {
  CollectionSpec,
  Doc,
  GuardedWrite,
  Page,
  ReadModelStore,
  Stored,
} from '../read-model-store.port.js';
import { countStatement, pageStatement, toColumn } from './embedded-paging.sql.js';
import {
  CREATE_CHECKPOINTS,
  READ_CHECKPOINT,
  ROW,
  SAVE_CHECKPOINT,
  addColumn,
  columnOf,
  createIndex,
  createTable,
  indexedFields,
  insertRow,
  tableOf,
  updateRow,
} from './embedded-table.sql.js';
import { readPlan } from './merge-pages.js';

/** Options of {@link createEmbeddedReadModels}. */
export interface EmbeddedReadModelsOptions {
  /** The database; whoever opened it closes it. */
  readonly database: EmbeddedDatabase;
}

/**
 * Read models in the embedded database: a table per collection, a column per indexed field. A write that resolved is on
 * disk.
 *
 * @example
 * const store = createEmbeddedReadModels({ database: await openEmbeddedDatabase({ file: '.rescind/rescind.db' }) });
 * await store.open(READ_MODEL_COLLECTIONS);
 */
export function createEmbeddedReadModels({ database }: EmbeddedReadModelsOptions): ReadModelStore {
  return new EmbeddedReadModels(database);
}

class EmbeddedReadModels implements ReadModelStore {
  readonly description: string;
  private catalogue: Catalogue = new Map();

  constructor(private readonly database: EmbeddedDatabase) {
    this.description = `embedded read models in ${database.file}`;
  }

  async open(collections: readonly CollectionSpec[]): Promise<void> {
    const catalogue = catalogueOf(collections);
    await oneByOne(this.database, () => this.createTables(collections));
    this.catalogue = new Map([...this.catalogue, ...catalogue]);
  }

  async get<T extends Doc>(collection: string, id: string): Promise<Stored<T> | null> {
    const table = tableOf(collectionOf(this.catalogue, collection));
    const [row] = await this.read(`SELECT ${ROW} FROM ${table} WHERE id = ?`, [id]);
    return row === undefined ? null : toStored<T>(row);
  }

  async getMany<T extends Doc>(
    collection: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Stored<T>>> {
    const table = tableOf(collectionOf(this.catalogue, collection));
    // One parameter whatever the number of ids: one prepared statement, and no limit of parameters.
    const sql = `SELECT ${ROW} FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`;
    const rows = await this.read(sql, [JSON.stringify(ids)]);
    return new Map(rows.map((row) => toStored<T>(row)).map((stored) => [stored.id, stored]));
  }

  async write(collection: string, writes: readonly GuardedWrite[]): Promise<readonly string[]> {
    const spec = collectionOf(this.catalogue, collection);
    const statements = statementsFor(spec);
    const results = await this.run(writes.map(statements));
    return writes.filter((_, at) => results[at]?.changes !== 1).map(({ id }) => id);
  }

  async page<T extends Doc>(query: Parameters<ReadModelStore['page']>[0]): Promise<Page<T>> {
    checkLimit(query.limit);
    const plan = planIndex(this.catalogue, query);
    const place = query.after === undefined ? null : decodeCursor(plan, query.after);
    // One document more than the page holds: whether there is another page.
    const found = await readPlan(plan, place, query.limit + 1, async (...scan) => {
      const { sql, params } = pageStatement(...scan);
      return (await this.read(sql, params ?? [])).map((row) => toStored(row));
    });
    return pageOf(
      plan,
      found.map((stored) => stored as Stored<T>),
      query.limit,
    );
  }

  async count(query: Parameters<ReadModelStore['count']>[0], atMost: number): Promise<number> {
    const { sql, params } = countStatement(planIndex(this.catalogue, query), Math.max(0, atMost));
    const [row] = await this.read(sql, params ?? []);
    return Number(row?.['n'] ?? 0);
  }

  async checkpoint(
    projector: string,
    topic: string,
    partition: number,
  ): ReturnType<ReadModelStore['checkpoint']> {
    const [row] = await this.read(READ_CHECKPOINT, [projector, topic, partition]);
    return row === undefined
      ? null
      : { generation: String(row['generation']), offset: Number(row['offset']) };
  }

  async saveCheckpoint(...args: Parameters<ReadModelStore['saveCheckpoint']>): Promise<void> {
    const [projector, topic, partition, { generation, offset }] = args;
    await this.run([{ sql: SAVE_CHECKPOINT, params: [projector, topic, partition, generation, offset] }]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async createTables(collections: readonly CollectionSpec[]): Promise<void> {
    await this.run([
      { sql: CREATE_CHECKPOINTS },
      ...collections.map((collection) => ({ sql: createTable(collection) })),
    ]);
    for (const collection of collections) await this.createMissing(collection);
  }

  private async createMissing(collection: CollectionSpec): Promise<void> {
    const rows = await this.read('SELECT name FROM pragma_table_info(?)', [`rm_${collection.name}`]);
    const columns = new Set(rows.map((row) => `"${String(row['name'])}"`));
    const fields = indexedFields(collection).filter((field) => !columns.has(columnOf(field)));
    await this.run([
      ...fields.flatMap((field) => addColumn(collection, field)).map((sql) => ({ sql })),
      ...collection.indexes.map((index) => ({ sql: createIndex(collection, index) })),
    ]);
  }

  private async run(statements: readonly SqlStatement[]): ReturnType<EmbeddedDatabase['transaction']> {
    if (statements.length === 0) return [];
    try {
      return await this.database.transaction(statements);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  private async read(sql: string, params: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    try {
      return await this.database.query(sql, params);
    } catch (cause) {
      throw unavailable(cause);
    }
  }
}

const opening = new WeakMap<EmbeddedDatabase, Promise<void>>();

/** Two stores on one database don't add the same column at once. */
function oneByOne(database: EmbeddedDatabase, work: () => Promise<void>): Promise<void> {
  const mine = (opening.get(database) ?? Promise.resolve()).then(work, work);
  opening.set(database, mine);
  return mine;
}

function statementsFor(collection: CollectionSpec): (write: GuardedWrite) => SqlStatement {
  const fields = indexedFields(collection);
  const insert = insertRow(collection);
  const update = updateRow(collection);
  return ({ id, expected, positions, doc }) => {
    const content = [
      (expected ?? 0) + 1,
      JSON.stringify(positions),
      JSON.stringify(doc),
      ...fields.map((field) => toColumn(indexedValue(doc, field))),
    ];
    return expected === null
      ? { sql: insert, params: [id, ...content] }
      : { sql: update, params: [...content, id, expected] };
  };
}

function toStored<T extends Doc>(row: SqlRow): Stored<T> {
  return {
    id: String(row['id']),
    revision: Number(row['rev']),
    positions: JSON.parse(String(row['positions'])) as Record<string, string>,
    doc: JSON.parse(String(row['doc'])) as T,
  };
}

function unavailable(cause: unknown): ReadModelError {
  const retriable = cause instanceof Error && 'retriable' in cause && cause.retriable === true;
  return new ReadModelError('STORE_UNAVAILABLE', 'the embedded database could not answer', retriable, {
    cause,
  });
}
