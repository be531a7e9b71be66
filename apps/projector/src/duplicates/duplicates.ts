import { usageIdentity } from '#domain';
import { USAGE_TOPIC, type EventLog, type LogBatch, type LogRecord } from '#event-log';
import { type ReadRecord, readUsage } from '../read-record.js';
import { canMatter, DUPLICATE_LIMITS, DuplicateWindow, type Mark } from './duplicate-window.js';
import { readBack } from './read-back.js';

/**
 * Finds usage facts that were appended again. A window per partition is kept while its batches follow each other; where one
 * doesn't follow (the first one in this process, after a rebalance, another generation), what stands before it is read back
 * from the log first.
 */
export class Duplicates {
  readonly #log: Pick<EventLog, 'bounds' | 'consume'>;
  readonly #windows = new Map<number, DuplicateWindow>();
  readonly #closing = new AbortController();

  constructor(log: Pick<EventLog, 'bounds' | 'consume'>) {
    this.#log = log;
  }

  /**
   * Offsets of a batch's facts that stand in the log before. Batches of one partition come one at a time.
   * @param read what each record of the batch is, in their order
   * @throws Error when the log can't be read back; the batch may be given again
   */
  async find(batch: LogBatch, read: readonly ReadRecord[]): Promise<ReadonlySet<number>> {
    const [first] = batch.records;
    if (batch.topic !== USAGE_TOPIC || first === undefined) return new Set();
    const window = await this.#windowFor(batch, first);
    return window.admit(batch.records.map((record, at) => markOf(record, read[at])));
  }

  /** Ends what is being read back. */
  close(): void {
    this.#closing.abort();
  }

  async #windowFor({ partition, generation }: LogBatch, first: LogRecord): Promise<DuplicateWindow> {
    const known = this.#windows.get(partition);
    const wanted = known?.wantsFrom(generation, first.offset) ?? null;
    if (known !== undefined && wanted !== null) {
      await this.#tell(known, wanted, first);
      return known;
    }
    this.#windows.delete(partition);
    const from = Math.max(0, first.offset - DUPLICATE_LIMITS.offsets);
    const window = new DuplicateWindow(generation, { from, first: first.offset });
    await this.#tell(window, from, first);
    this.#windows.set(partition, window);
    return window;
  }

  /** Tells a window what stands from an offset on before `first`, as far as it is still there. */
  async #tell(window: DuplicateWindow, from: number, first: LogRecord): Promise<void> {
    const { topic, partition, generation, offset: to } = first;
    const there = from < to ? Math.max(from, (await this.#log.bounds(topic, partition)).first) : to;
    const take = (records: readonly LogRecord[]): void => {
      const last = records.at(-1);
      if (last === undefined) return;
      const marks = records.filter((record) => canMatter(record, first)).map((record) => markOf(record));
      window.extend(marks, last.offset + 1);
    };
    const stretch = { topic, partition, generation, from: there, to };
    if (there < to) await readBack(this.#log, stretch, take, this.#closing.signal);
    window.extend([], to);
  }
}

function markOf(record: LogRecord, read = readUsage(record)): Mark {
  const { offset, appendedAtMs } = record;
  const usage = read.kind === 'fact' && 'partition' in read.fact.recorded ? read.fact.recorded : null;
  return { offset, appendedAtMs, identity: usage === null ? null : usageIdentity(usage) };
}
