import { DECISIONS_TOPIC, USAGE_TOPIC, type EventLog, type LogBatch, type LogRecord } from '#event-log';
import { projectBatch, projectorOf, type BatchEnd, type Projection, type ReadModelStore } from '#read-models';
import { Duplicates } from '../duplicates/duplicates.js';
import { PROJECTIONS } from '../projections/read-models.projection.js';
import { writeDeadLetters, type DeadLetter } from '../records/dead-letters.js';
import { type ReadOptions, readRecord, type ReadRecord, readUsage } from '../records/read-record.js';
import type { RecordedFact } from '../records/recorded-fact.js';
import { BatchQueue } from './batch-queue.js';

/** Options of {@link startProjector}. */
export interface ProjectorOptions extends ReadOptions {
  readonly log: Pick<EventLog, 'joinGroup' | 'bounds' | 'consume'>;
  /** Opened with the collections of the read models. */
  readonly store: ReadModelStore;
  /** Consumer group. Default: that of `projectorOf`, which is the same for projections in the same versions. */
  readonly group?: string;
  /** Called when the log or the storage stops working, and when it works again. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
  /** Default: all of them. */
  readonly projections?: readonly Projection<RecordedFact>[];
}

/** What a projector has done since it started. */
export interface ProjectorCounters {
  /** Records read; a record that is delivered again counts again. */
  records: number;
  /** Usage facts that stand in the log more than once: they are counted in pages only the first time. */
  duplicates: number;
  /** Facts of types that this code doesn't know. */
  unknown: number;
  /** Records that could not be read. */
  unreadable: number;
  /** Documents written. */
  written: number;
  /** Writes that lost against another writer, and were repeated. */
  conflicts: number;
  /** Batches that failed and will be delivered again. */
  failures: number;
}

/** A running projector. */
export interface Projector {
  readonly counters: Readonly<ProjectorCounters>;
  /** Stops reading; resolves when nothing is being written any more. */
  close(): Promise<void>;
}

/** A batch, read. */
interface ReadBatch {
  readonly facts: readonly RecordedFact[];
  readonly letters: readonly DeadLetter[];
  readonly end: BatchEnd;
}

/**
 * Turns the log into read models: delivery at least once, effects exactly once. A batch is acknowledged when its documents and
 * its checkpoint are durable.
 *
 * @example
 * await store.open(READ_MODEL_COLLECTIONS);
 * const projector = await startProjector({ log, store });
 */
export async function startProjector(options: ProjectorOptions): Promise<Projector> {
  const counters: ProjectorCounters = {
    records: 0,
    duplicates: 0,
    unknown: 0,
    unreadable: 0,
    written: 0,
    conflicts: 0,
    failures: 0,
  };
  const queue = new BatchQueue<ReadBatch>((batches) => project(options, counters, batches));
  const duplicates = new Duplicates(options.log);
  const health = changesOnly(options.onHealth);
  const attempt = async <T>(part: Part, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      health(part, true, 'working');
      return result;
    } catch (error) {
      counters.failures += 1;
      health(part, false, error instanceof Error ? error.message : 'failed');
      throw error;
    }
  };
  const reader = await options.log.joinGroup({
    topics: [DECISIONS_TOPIC, USAGE_TOPIC],
    group: options.group ?? projectorOf(options.projections ?? PROJECTIONS),
    onBatch: async (batch) => {
      const read = await readAll(batch.records, options);
      const again = await attempt('duplicates', () => duplicates.find(batch, read));
      const sorted = sortOut(batch, read, again, counters);
      if (sorted !== null) await attempt('storage', () => queue.submit(sorted, batch.records.length));
    },
    onHealth: (healthy, detail) => {
      health('log', healthy, detail);
    },
  });
  return {
    counters,
    async close() {
      duplicates.close();
      await reader.close();
      await queue.idle();
    },
  };
}

async function readAll(records: readonly LogRecord[], options: ReadOptions): Promise<readonly ReadRecord[]> {
  const read: ReadRecord[] = [];
  // Usage is read without awaiting, so that batches of other partitions that arrive in the same turn join the same projection.
  for (const record of records)
    read.push(record.topic === USAGE_TOPIC ? readUsage(record) : await readRecord(record, options));
  return read;
}

/** Sorts a batch into the facts that count and the records that can't be read. */
function sortOut(
  { records }: LogBatch,
  read: readonly ReadRecord[],
  again: ReadonlySet<number>,
  counters: ProjectorCounters,
): ReadBatch | null {
  const last = records.at(-1);
  if (last === undefined) return null;
  const facts: RecordedFact[] = [];
  const letters: DeadLetter[] = [];
  for (const [at, record] of records.entries()) {
    const each = read[at];
    counters.records += 1;
    switch (each?.kind) {
      case undefined:
        break;
      case 'fact':
        if (again.has(record.offset)) counters.duplicates += 1;
        else facts.push(each.fact);
        break;
      case 'unknown':
        counters.unknown += 1;
        break;
      case 'unreadable':
        counters.unreadable += 1;
        letters.push({ record, unreadable: each });
        break;
    }
  }
  const { topic, partition, generation, offset } = last;
  return { facts, letters, end: { topic, partition, generation, offset } };
}

async function project(
  { store, projections = PROJECTIONS }: ProjectorOptions,
  counters: ProjectorCounters,
  batches: readonly ReadBatch[],
): Promise<void> {
  await writeDeadLetters(
    store,
    batches.flatMap(({ letters }) => letters),
  );
  const result = await projectBatch(store, {
    projector: projectorOf(projections),
    projections,
    facts: batches.flatMap(({ facts }) => facts),
    ends: batches.map(({ end }) => end),
  });
  counters.written += result.written;
  counters.conflicts += result.conflicts;
}

/** The parts that a projector needs, each of which can fail on its own. */
type Part = 'log' | 'duplicates' | 'storage';

/** Reports a change only. The whole is healthy while every part is. */
function changesOnly(
  onHealth: ProjectorOptions['onHealth'],
): (part: Part, healthy: boolean, detail: string) => void {
  const failing = new Set<Part>();
  let reported = true;
  return (part, healthy, detail) => {
    if (healthy) failing.delete(part);
    else failing.add(part);
    const all = failing.size === 0;
    if (all === reported) return;
    reported = all;
    onHealth?.(all, `${part}: ${detail}`);
  };
}
