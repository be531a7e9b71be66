import { randomUUID } from 'node:crypto';
import {
  MongoBulkWriteError,
  type AnyBulkWriteOperation,
  type BulkWriteResult,
  type Collection,
  type WriteError,
} from 'mongodb';
import { DUPLICATE_KEY } from '#mongo';
import type { GuardedWrite } from '../read-model-store.port.js';
import type { MongoDocument } from './mongo-document.js';

/**
 * One unordered bulk of guarded writes: creations as inserts, so that a taken id answers with a duplicate key; changes
 * filtered by the revision that was read. The server doesn't say which change matched nothing, so where the counts differ the documents
 * are read again to see which of them hold this write.
 */
export async function writeGuarded(
  collection: Collection<MongoDocument>,
  writes: readonly GuardedWrite[],
): Promise<readonly string[]> {
  const by = randomUUID();
  const operations = writes.map((write) => operationOf(write, by));
  const { matched, taken } = await bulk(collection, operations);
  const changes = writes.filter(({ expected }) => expected !== null).map(({ id }) => id);
  const missed = matched === changes.length ? [] : await notWrittenBy(collection, changes, by);
  return [...taken.map((index) => writes[index]?.id ?? ''), ...missed];
}

function operationOf(
  { id, expected, positions, doc }: GuardedWrite,
  by: string,
): AnyBulkWriteOperation<MongoDocument> {
  const content = { rev: (expected ?? 0) + 1, by, pos: Object.entries(positions), doc };
  return expected === null
    ? { insertOne: { document: { _id: id, ...content } } }
    : { replaceOne: { filter: { _id: id, rev: expected }, replacement: content } };
}

async function bulk(
  collection: Collection<MongoDocument>,
  operations: AnyBulkWriteOperation<MongoDocument>[],
): Promise<{ readonly matched: number; readonly taken: readonly number[] }> {
  try {
    const result: BulkWriteResult = await collection.bulkWrite(operations, { ordered: false });
    return { matched: result.matchedCount, taken: [] };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures: readonly WriteError[] = [error.writeErrors].flat();
    const onlyTaken = failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
    // A write concern that was not reached means that nothing is known to be durable.
    if (!onlyTaken || error.result.getWriteConcernError() !== undefined) throw error;
    return { matched: error.result.matchedCount, taken: failures.map(({ index }) => index) };
  }
}

async function notWrittenBy(
  collection: Collection<MongoDocument>,
  ids: readonly string[],
  by: string,
): Promise<readonly string[]> {
  const found = await collection.find({ _id: { $in: [...ids] }, by }, { projection: { _id: 1 } }).toArray();
  const written = new Set(found.map(({ _id }) => _id));
  return ids.filter((id) => !written.has(id));
}
