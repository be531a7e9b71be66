import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { startDatabaseWorker } from './database-worker.js';
import { prepareDatabaseFile } from './database-file.js';
import { EmbeddedDatabaseError } from './embedded-database.errors.js';
import type { EmbeddedDatabase } from './embedded-database.port.js';
import type { WorkerReply } from './embedded-database.protocol.js';
import { SqliteDatabase } from './embedded-database.sqlite.js';
import { errorOf } from './sql-failure.js';

/** Options of {@link openEmbeddedDatabase}. */
export interface EmbeddedDatabaseOptions {
  /** The file; it and its directories are made where they are missing, for this user only. */
  readonly file: string;
  /** How long to wait for another process that is still closing the file, ms. Default 2000. */
  readonly busyTimeoutMs?: number;
  /** Called once if the open database breaks (its thread ends, or a COMMIT meets an I/O error); reopen it then. */
  readonly onFailure?: (error: EmbeddedDatabaseError) => void;
}

/**
 * Opens a SQLite file in a thread of its own. It is locked: one process owns it until it is closed or the process ends.
 * @throws EmbeddedDatabaseError `DATABASE_IN_USE` | `DATABASE_CORRUPT` | `DATABASE_FULL` | `DATABASE_UNAVAILABLE`
 * @example
 * const database = await openEmbeddedDatabase({ file: '.rescind/rescind.db' });
 * await database.transaction([{ sql: 'CREATE TABLE IF NOT EXISTS note (text TEXT) STRICT' }]);
 * await database.transaction([{ sql: 'INSERT INTO note VALUES (?)', params: ['durable once this resolves'] }]);
 * await database.close();
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const file = resolve(options.file);
  try {
    await prepareDatabaseFile(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file} cannot be created or opened: ${reason}`;
    throw new EmbeddedDatabaseError('DATABASE_UNAVAILABLE', message, true, { cause });
  }
  const worker = startDatabaseWorker({ file, busyTimeoutMs: options.busyTimeoutMs ?? 2_000 });
  const opened = await firstReply(worker, file);
  if (opened.kind === 'opened' && opened.outcome.ok)
    return new SqliteDatabase(file, worker, options.onFailure);
  await worker.terminate();
  const failure =
    opened.kind === 'opened' && !opened.outcome.ok
      ? opened.outcome.failure
      : { message: `unexpected ${opened.kind}`, resultCode: null };
  throw errorOf(failure, file, 'DATABASE_UNAVAILABLE');
}

function firstReply(worker: Worker, file: string): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => {
      const message = `the thread for ${file} did not start: ${cause.message}`;
      reject(new EmbeddedDatabaseError('DATABASE_UNAVAILABLE', message, false, { cause }));
    };
    const exited = () => {
      failed(new Error('it ended'));
    };
    worker.once('error', failed);
    worker.once('exit', exited);
    worker.once('message', (reply: WorkerReply) => {
      worker.off('error', failed);
      worker.off('exit', exited);
      resolve(reply);
    });
  });
}
