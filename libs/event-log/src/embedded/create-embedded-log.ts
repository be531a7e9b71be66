import { randomUUID } from 'node:crypto';
import type { EmbeddedDatabase } from '#embedded';
import { EmbeddedLog } from './event-log.embedded.js';

/** Options of {@link createEmbeddedLog}. */
export interface EmbeddedLogOptions {
  /** Stays the caller's: close it after the log. */
  readonly database: EmbeddedDatabase;
  /** Partition counts; they never change once made. Default: what is stored, and 4 each in a new database. */
  readonly partitions?: { readonly decisions: number; readonly usage: number };
  /** Epoch ms; append times never go back even where it does. Default: the system's clock. */
  readonly clock?: () => number;
  /** Identity of a partition that is made. Default: a random UUID. */
  readonly newGeneration?: () => string;
}

/**
 * The event log on local storage, for one process. Call `start()` before anything else.
 * @example
 * const database = await openEmbeddedDatabase({ file: '.rescind/rescind.db' });
 * const log = createEmbeddedLog({ database });
 * await log.start();
 * const { offset } = await log.append(DECISIONS_TOPIC, { key: 'org-1', value: '{}' });
 * await log.close();
 * await database.close();
 */
export function createEmbeddedLog(options: EmbeddedLogOptions): EmbeddedLog {
  return new EmbeddedLog({
    database: options.database,
    partitions: { decisions: options.partitions?.decisions, usage: options.partitions?.usage },
    clock: options.clock ?? Date.now,
    newGeneration: options.newGeneration ?? randomUUID,
  });
}
