import { EmbeddedDatabaseError } from '#embedded';
import { EventLogError } from '../../event-log.errors.js';
import type {
  Appended,
  AppendOptions,
  LogRecord,
  NewRecord,
  PartitionBounds,
  TopicName,
} from '../../event-log.port.js';
import { AppendQueue, type PendingAppend } from './append-queue.js';
import type { LogStorage, StoredPartition, StoredRecord } from '../storage/log-storage.sqlite.js';
import { RecentRecords } from './recent-records.js';

/** One partition of the embedded log. Only this process writes it, so its bounds are kept in memory. */
export class LogPartition {
  readonly id: number;
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly #appends = new AppendQueue((entries) => this.#write(entries));
  readonly #recent = new RecentRecords();
  readonly #growthListeners = new Set<() => void>();
  #first: number;
  #end: number;
  #lastAppendedAtMs: number;

  constructor(
    readonly storage: LogStorage,
    readonly clock: () => number,
    stored: StoredPartition,
  ) {
    this.id = stored.id;
    this.topic = stored.topic;
    this.partition = stored.partition;
    this.generation = stored.generation;
    this.#first = stored.first;
    this.#end = stored.end;
    this.#lastAppendedAtMs = stored.lastAppendedAtMs;
  }

  get bounds(): PartitionBounds {
    return { generation: this.generation, first: this.#first, end: this.#end };
  }

  append(record: NewRecord, options?: AppendOptions): Promise<Appended> {
    return this.#appends.append(record, options);
  }

  /** Resolves when no append is under way. */
  idle(): Promise<void> {
    return this.#appends.idle();
  }

  /** Some records from an offset on, in order; none at the end of the partition. */
  async read(offset: number): Promise<readonly LogRecord[]> {
    const recent = this.#recent.from(offset);
    if (recent !== null) return recent;
    const stored = await this.storage.read(this.id, offset);
    return stored.map((record) => this.#asLogRecord(record));
  }

  /** Resolves when the partition reaches beyond the offset, or the signal is aborted. */
  grownBeyond(offset: number, signal: AbortSignal): Promise<void> {
    if (this.#end > offset || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#growthListeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#growthListeners.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** Deletes the records below an offset; from then on the partition begins there. */
  async deleteBefore(offset: number): Promise<void> {
    const first = Math.min(offset, this.#end);
    if (first <= this.#first) return;
    await this.storage.setFirst(this.id, first);
    this.#first = first;
    this.#recent.dropBefore(first);
    while (await this.storage.deleteSomeBefore(this.id, first));
  }

  async #write(entries: readonly PendingAppend[]): Promise<void> {
    const appendedAtMs = Math.max(Math.floor(this.clock()), this.#lastAppendedAtMs);
    const records = entries.map((entry, index): StoredRecord => {
      const { key, value, valueBytes, headers } = entry;
      return { offset: this.#end + index, appendedAtMs, key, value, valueBytes, headers };
    });
    try {
      await this.storage.append(this.id, records);
    } catch (error) {
      const failure = appendFailure(error);
      for (const entry of entries) entry.settle(failure);
      return;
    }
    this.#lastAppendedAtMs = appendedAtMs;
    this.#end += records.length;
    this.#recent.add(
      records.map((record) => ({ record: this.#asLogRecord(record), bytes: record.valueBytes })),
    );
    const { partition, generation } = this;
    entries.forEach((entry, index) => {
      entry.settle({ partition, generation, offset: this.#end - entries.length + index, appendedAtMs });
    });
    for (const notify of [...this.#growthListeners]) notify();
  }

  #asLogRecord({ offset, appendedAtMs, key, value, headers }: StoredRecord): LogRecord {
    const { topic, partition, generation } = this;
    return { topic, partition, generation, offset, appendedAtMs, key, value, headers };
  }
}

function appendFailure(error: unknown): EventLogError {
  if (error instanceof EmbeddedDatabaseError && error.code !== 'TRANSACTION_OUTCOME_UNKNOWN') {
    const message = `the record was not appended: ${error.message}`;
    return new EventLogError('LOG_UNAVAILABLE', message, error.retriable, { cause: error });
  }
  const message = 'the log broke off: the record may or may not be appended';
  return new EventLogError('APPEND_OUTCOME_UNKNOWN', message, true, { cause: error });
}
