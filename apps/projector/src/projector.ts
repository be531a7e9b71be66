import { DECISIONS_TOPIC, USAGE_TOPIC, type EventLog, type LogBatch } from '#event-log';
import { PROJECTOR, projectBatch, type BatchEnd, type Projection, type ReadModelStore } from '#read-models';
import { BatchLane } from './batch-lane.js';
import { writeDeadLetters, type DeadLetter } from './dead-letters.js';
import { PROJECTIONS } from './projections/read-models.projection.js';
import type { RecordedFact } from './projections/recorded-fact.js';
import { readRecord, type VerifyDecision } from './read-record.js';

/** Options of {@link startProjector}. */
export interface ProjectorOptions {
  readonly log: Pick<EventLog, 'share'>;
  /** Opened with the collections of the read models. */
  readonly store: ReadModelStore;
  /** Members of a group share the partitions. Default `rescind-projector`. */
  readonly group?: string;
  /** Checks a decision's signature. Without it, whoever can write to the topic can write to the pages. */
  readonly verify?: VerifyDecision;
  /** Called when the log or the storage is lost or regained. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
  /** Default: all of them. */
  readonly projections?: readonly Projection<RecordedFact>[];
}

/** What a projector has done since it started. */
export interface ProjectorCounters {
  /** Records read, redelivered ones too. */
  records: number;
  /** Facts of types that this code doesn't know. */
  unknown: number;
  /** Records that could not be read. */
  unreadable: number;
  /** Documents written. */
  written: number;
  /** Writes that lost against another writer and were done again. */
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
    unknown: 0,
    unreadable: 0,
    written: 0,
    conflicts: 0,
    failures: 0,
  };
  const lane = new BatchLane<ReadBatch>((batches) => project(options, counters, batches));
  const health = changesOnly(options.onHealth);
  const reader = await options.log.share({
    topics: [DECISIONS_TOPIC, USAGE_TOPIC],
    group: options.group ?? PROJECTOR,
    onBatch: async (batch) => {
      try {
        const read = await readBatch(batch, counters, options.verify);
        if (read !== null) await lane.submit(read, batch.records.length);
        health('storage', true, 'writing');
      } catch (error) {
        counters.failures += 1;
        health('storage', false, error instanceof Error ? error.message : 'failed');
        throw error;
      }
    },
    onHealth: (healthy, detail) => {
      health('log', healthy, detail);
    },
  });
  return {
    counters,
    async close() {
      await reader.close();
      await lane.idle();
    },
  };
}

async function readBatch(
  { records }: LogBatch,
  counters: ProjectorCounters,
  verify: VerifyDecision | undefined,
): Promise<ReadBatch | null> {
  const last = records.at(-1);
  if (last === undefined) return null;
  const facts: RecordedFact[] = [];
  const letters: DeadLetter[] = [];
  for (const record of records) {
    const read = await readRecord(record, verify);
    counters.records += 1;
    switch (read.kind) {
      case 'fact':
        facts.push(read.fact);
        break;
      case 'unknown':
        counters.unknown += 1;
        break;
      case 'unreadable':
        counters.unreadable += 1;
        letters.push({ record, unreadable: read });
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
    projector: PROJECTOR,
    projections,
    facts: batches.flatMap(({ facts }) => facts),
    ends: batches.map(({ end }) => end),
  });
  counters.written += result.written;
  counters.conflicts += result.conflicts;
}

/** Says only what changed, and is healthy while both the log and the storage are. */
function changesOnly(
  onHealth: ProjectorOptions['onHealth'],
): (part: 'log' | 'storage', healthy: boolean, detail: string) => void {
  const healthyParts = { log: true, storage: true };
  let said = true;
  return (part, healthy, detail) => {
    healthyParts[part] = healthy;
    const all = healthyParts.log && healthyParts.storage;
    if (all === said) return;
    said = all;
    onHealth?.(all, `${part}: ${detail}`);
  };
}
