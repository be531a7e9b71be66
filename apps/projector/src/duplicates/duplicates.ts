import { usageIdentity } from '#domain';
import { USAGE_TOPIC, type EventLog, type LogBatch, type LogRecord } from '#event-log';
import { type ReadRecord, readUsage } from '../records/read-record.js';
import { canMatter, DUPLICATE_LIMITS, DuplicateWindow, type Mark } from './duplicate-window.js';
import { readBack } from './read-back.js';

/**
 * Finds usage facts that stand in the log more than once. Each partition has a window of the facts before its next batch. Where a batch
 * doesn't follow on the last one (the first batch of this process, a new assignment, another generation), the records before it are read
 * back from the log first.
 */
export class Duplicates {
  readonly #log: Pick<EventLog, 'bounds' | 'consume'>;
  readonly #windows = new Map<number, DuplicateWindow>();
  readonly #closing = new AbortController();

  constructor(log: Pick<EventLog, 'bounds' | 'consume'>) {
    this.#log = log;
  }

  /**
   * The offsets of a batch's duplicates: facts that stand in the log before, too. Batches of one partition must come one at a time.
   * @param read the batch's records as they were read, in the same order
   * @throws Error where the log can't be read back; the same batch may be tried again
   */
  async find(batch: LogBatch, read: readonly ReadRecord[]): Promise<ReadonlySet<number>> {
    const [first] = batch.records;
    if (batch.topic !== USAGE_TOPIC || first === undefined) return new Set();
    const window = await this.#windowFor(batch, first);
    return window.admit(batch.records.map((record, at) => markOf(record, read[at])));
  }

  /** Ends reading back: a `find` that waits for it rejects. */
  close(): void {
    this.#closing.abort();
  }

  async #windowFor({ partition, generation }: LogBatch, first: LogRecord): Promise<DuplicateWindow> {
    const known = this.#windows.get(partition);
    const missingFrom = known?.missingFrom(generation, first.offset) ?? null;
    if (known !== undefined && missingFrom !== null) {
      await this.#fill(known, missingFrom, first);
      return known;
    }
    this.#windows.delete(partition);
    const from = Math.max(0, first.offset - DUPLICATE_LIMITS.offsets);
    const window = new DuplicateWindow(generation, { from, first: first.offset });
    await this.#fill(window, from, first);
    this.#windows.set(partition, window);
    return window;
  }

  /** Fills a window with the records from an offset up to `first`, as far as the log still has them. */
  async #fill(window: DuplicateWindow, from: number, first: LogRecord): Promise<void> {
    const { topic, partition, generation, offset: to } = first;
    const there = from < to ? Math.max(from, (await this.#log.bounds(topic, partition)).first) : to;
    const onRecords = (records: readonly LogRecord[]): void => {
      const last = records.at(-1);
      if (last === undefined) return;
      const marks = records.filter((record) => canMatter(record, first)).map((record) => markOf(record));
      window.extend(marks, last.offset + 1);
    };
    const range = { topic, partition, generation, from: there, to };
    if (there < to) await readBack(this.#log, range, onRecords, this.#closing.signal);
    window.extend([], to);
  }
}

function markOf(record: LogRecord, read = readUsage(record)): Mark {
  const { offset, appendedAtMs } = record;
  const usage = read.kind === 'fact' && 'partition' in read.fact.recorded ? read.fact.recorded : null;
  return { offset, appendedAtMs, identity: usage === null ? null : usageIdentity(usage) };
}
