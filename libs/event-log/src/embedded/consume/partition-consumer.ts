import type { LogBatch, LogGap, LogConsumer, LogRecord, StartAt } from '../../event-log.port.js';
import { Backoff, pause } from '#async';
import { gapAtStart, readsAllThereIs, runLength } from '../../consumer/log-gap.js';
import type { LogPartition } from '../partition/log-partition.js';
import type { ConsumerHealth } from '../../consumer/consumer-health.js';

/** Who is called by a {@link PartitionConsumer}. */
export interface PartitionHandlers {
  readonly onBatch: (batch: LogBatch) => Promise<void> | void;
  readonly onGap: (gap: LogGap) => void;
  readonly health: ConsumerHealth;
}

/** Consumes one partition in order, one batch at a time, until it is closed or meets a gap. */
export class PartitionConsumer implements LogConsumer {
  readonly #partition: LogPartition;
  readonly #handlers: PartitionHandlers;
  readonly #stop = new AbortController();
  readonly #backoff = new Backoff();
  readonly #ended: Promise<void>;
  #expected: StartAt;

  constructor(partition: LogPartition, start: StartAt, handlers: PartitionHandlers) {
    this.#partition = partition;
    this.#handlers = handlers;
    this.#expected = start;
    this.#ended = this.#run();
  }

  /** Resolves when its handler isn't running any more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
    this.#handlers.health.clear(this);
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // The caller gets its consumer before a handler is called for the first time.
    const gap = gapAtStart(this.#expected, this.#partition.bounds);
    if (gap !== null) {
      this.#report(gap);
      return;
    }
    const { generation, first } = this.#partition.bounds;
    const offset = readsAllThereIs(this.#expected) ? first : this.#expected.offset;
    this.#expected = { generation, offset };
    while ((await this.#hasMore()) && (await this.#step()));
  }

  /** Waits for records; returns `false` once it is closed. */
  async #hasMore(): Promise<boolean> {
    await this.#partition.grownBeyond(this.#expected.offset, this.#stop.signal);
    return !this.#stop.signal.aborted;
  }

  /** Reads and delivers one batch; returns whether to go on. */
  async #step(): Promise<boolean> {
    const wanted = this.#expected.offset;
    const records = await this.#attempt('the log could not be read', () => this.#partition.read(wanted));
    if (records === null) return false;
    const expired = wanted < this.#partition.bounds.first;
    const run = expired ? [] : records.slice(0, runLength(records, wanted));
    if (run.length > 0 && !(await this.#deliver(run))) return false;
    if (run.length > 0 && run.length === records.length) return true;
    this.#report(expired ? 'records-expired' : 'offset-skipped');
    return false;
  }

  async #deliver(records: readonly LogRecord[]): Promise<boolean> {
    const { topic, partition, generation } = this.#partition;
    const batch: LogBatch = { topic, partition, generation, records };
    const what = `the handler failed at offset ${String(this.#expected.offset)} of ${topic}/${String(partition)}`;
    const delivered = await this.#attempt(what, async () => {
      await this.#handlers.onBatch(batch);
      return true;
    });
    if (delivered === null) return false;
    this.#expected = { generation, offset: this.#expected.offset + records.length };
    return true;
  }

  /** Tries until it succeeds, with exponential backoff; `null` when it was closed before. */
  async #attempt<T>(what: string, action: () => Promise<T>): Promise<T | null> {
    while (!this.#stop.signal.aborted) {
      try {
        const result = await action();
        this.#backoff.reset();
        this.#handlers.health.clear(this);
        return result;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#handlers.health.trouble(this, `${what}: ${reason}; trying again`);
        await pause(this.#backoff.nextMs(), this.#stop.signal);
      }
    }
    return null;
  }

  #report(kind: LogGap['kind']): void {
    const { topic, partition, bounds } = this.#partition;
    this.#handlers.onGap({ topic, partition, kind, expected: this.#expected, found: bounds });
  }
}
