import type { Db } from 'mongodb';
import { TOKEN_MODEL } from '#domain';
import type { EmbeddedDatabase, SqlStatement, SqlValue } from '#embedded';
import { READ_MODEL_COLLECTIONS } from '#read-models';
import type { TokenDocument } from './workload.ts';

/** Operations in flight: as many bulks as the workload has partitions. */
const BULKS_AT_ONCE = 3;

/** A peer that writes documents as fast as the storage accepts them. */
export interface Peer {
  readonly name: string;
  upsert(documents: readonly TokenDocument[]): Promise<void>;
}

/** The indexes of our own token documents. */
function tokenIndexes(): readonly { readonly name: string; readonly fields: readonly IndexedField[] }[] {
  const spec = READ_MODEL_COLLECTIONS.find(({ name }) => name === TOKEN_MODEL.collection);
  if (spec === undefined) throw new Error('there is no collection of tokens');
  return spec.indexes;
}

interface IndexedField {
  readonly field: string;
  readonly order: 1 | -1;
}

/** Unordered bulk writes of the bare driver, with the same write concern as ours: majority, journaled. */
export async function mongoPeer(db: Db): Promise<Peer> {
  const options = { writeConcern: { w: 'majority', journal: true }, ignoreUndefined: true } as const;
  const collection = db.collection<{ _id: string }>('bench_upserts', options);
  const indexes = tokenIndexes().map(({ name, fields }) => {
    const ordered = fields.map(({ field, order }) => [`doc.${field}`, order] as const);
    return { name, key: new Map<string, 1 | -1>([...ordered, ['_id', fields.at(-1)?.order ?? 1]]) };
  });
  await collection.createIndexes(indexes);
  const bulk = async (documents: readonly TokenDocument[]): Promise<void> => {
    const operations = documents.map(({ id, positions, doc }) => ({
      replaceOne: {
        filter: { _id: id },
        replacement: { rev: 1, by: id.slice(-36), pos: Object.entries(positions), doc },
        upsert: true,
      },
    }));
    await collection.bulkWrite(operations, { ordered: false });
  };
  return { name: 'mongodb-bulk-upsert', upsert: (documents) => inBulks(documents, bulk) };
}

/** Bare SQL through the worker that our own store uses, into a table with the same columns and indexes. */
export async function sqlitePeer(database: EmbeddedDatabase): Promise<Peer> {
  const indexes = tokenIndexes();
  const fields = [...new Set(indexes.flatMap((index) => index.fields.map(({ field }) => field)))];
  const columns = ['id', 'rev', 'positions', 'doc', ...fields.map((field) => `f_${field}`)];
  await database.transaction([
    {
      sql: `CREATE TABLE bench_upserts (${['id TEXT PRIMARY KEY NOT NULL', ...columns.slice(1)].join(', ')})`,
    },
    ...indexes.map(({ name, fields: of }) => {
      const by = of.map(({ field, order }) => `f_${field} ${direction(order)}`);
      const ordered = [...by, `id ${direction(of.at(-1)?.order ?? 1)}`].join(', ');
      return { sql: `CREATE INDEX bench_upserts_${name} ON bench_upserts (${ordered})` };
    }),
  ]);
  const updates = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  const sql = `INSERT INTO bench_upserts (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT DO UPDATE SET ${updates.join(', ')}`;
  const statement = ({ id, positions, doc }: TokenDocument): SqlStatement => ({
    sql,
    params: [
      id,
      1,
      JSON.stringify(positions),
      JSON.stringify(doc),
      ...fields.map((field) => scalar(doc[field])),
    ],
  });
  const bulk = async (documents: readonly TokenDocument[]): Promise<void> => {
    await database.transaction(documents.map(statement));
  };
  return { name: 'sqlite-upsert', upsert: (documents) => inBulks(documents, bulk) };
}

async function inBulks(
  documents: readonly TokenDocument[],
  bulk: (documents: readonly TokenDocument[]) => Promise<void>,
): Promise<void> {
  const size = Math.ceil(documents.length / BULKS_AT_ONCE);
  const parts = Array.from({ length: BULKS_AT_ONCE }, (_, at) => documents.slice(at * size, (at + 1) * size));
  await Promise.all(parts.filter((part) => part.length > 0).map(bulk));
}

function direction(order: 1 | -1): string {
  return order === 1 ? 'ASC' : 'DESC';
}

function scalar(value: unknown): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
