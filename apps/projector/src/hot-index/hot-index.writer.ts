import { pause } from '#async';
import { DECISIONS_TOPIC, type EventLog, type LogBatch, type StartAt } from '#event-log';
import { CLOCK_SCRIPT, HOT_INDEX_PREFIX, type HotRedis } from '#hot-index';
import { hotEntriesOf, type VerifyRecord } from './hot-entries.js';
import { HotIndexLostError, HotPartition } from './hot-partition.js';

/** Options of {@link startHotIndexWriter}. */
export interface HotIndexWriterOptions {
  readonly log: Pick<EventLog, 'partitions' | 'bounds' | 'consume'>;
  /** Stays the caller's: close it after the writer. */
  readonly redis: HotRedis;
  /** Checks a record's signature. Without it, anybody who can write to the topic can lift a block in the index. */
  readonly verify?: VerifyRecord;
  /** Prefix of every key. Default `rescind`. */
  readonly prefix?: string;
  /** How often the log's end is asked for, ms. Default 1000. */
  readonly tickMs?: number;
  /** Called when the index stops following the log, and when it is complete again. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** A running writer of the hot index. Any number may run at once: all that they write are unions and maxima. */
export interface HotIndexWriter {
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
}

const RETRY_MS = 500;

/**
 * Keeps the hot index complete: consumes every partition of the decisions from the offset in the index's marker, and from the
 * beginning where the marker doesn't prove that the index holds everything before it.
 */
export function startHotIndexWriter(options: HotIndexWriterOptions): HotIndexWriter {
  const loop = new WriterLoop(options);
  const running = loop.run();
  return {
    async close() {
      loop.stop();
      await running;
    },
  };
}

class WriterLoop {
  private readonly prefix: string;
  private readonly stopping = new AbortController();
  private readonly mustRebuild = new Set<number>();
  private lastReport = '';
  private interrupt: () => void = () => undefined;

  constructor(private readonly options: HotIndexWriterOptions) {
    this.prefix = options.prefix ?? HOT_INDEX_PREFIX;
  }

  stop(): void {
    this.stopping.abort();
    this.interrupt();
  }

  /** Runs until it is stopped, and starts again from the marker whenever the index or the log has changed under it. */
  async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.runOnce();
      } catch (error) {
        this.report(false, error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
      }
      await pause(RETRY_MS, this.stopping.signal);
    }
  }

  private async runOnce(): Promise<void> {
    const interrupted = new AbortController();
    this.interrupt = () => {
      interrupted.abort();
    };
    if (this.stopping.signal.aborted) return;
    const partitions = await this.openPartitions();
    const from = new Map<number, StartAt>();
    for (const [at, { generation, offset }] of partitions) from.set(at, { generation, offset: offset + 1 });
    const consumer = await this.options.log.consume({
      topic: DECISIONS_TOPIC,
      from,
      onBatch: (batch) => this.absorb(partitions, batch),
      onGap: ({ partition, kind }) => {
        this.mustRebuild.add(partition);
        partitions.delete(partition);
        this.report(false, `partition ${String(partition)}: ${kind}`);
        this.interrupt();
      },
    });
    try {
      await this.observeEnds(partitions, interrupted.signal);
    } finally {
      partitions.clear();
      await consumer.close();
    }
  }

  private async openPartitions(): Promise<Map<number, HotPartition>> {
    const { log, redis } = this.options;
    const opened = new Map<number, HotPartition>();
    for (let at = 0; at < log.partitions(DECISIONS_TOPIC); at += 1) {
      const { generation } = await log.bounds(DECISIONS_TOPIC, at);
      const mode = this.mustRebuild.has(at) ? 'rebuild' : 'resume';
      opened.set(at, await HotPartition.open(redis, this.prefix, at, generation, mode));
      this.mustRebuild.delete(at);
    }
    return opened;
  }

  private async absorb(partitions: ReadonlyMap<number, HotPartition>, batch: LogBatch): Promise<void> {
    const partition = partitions.get(batch.partition);
    if (partition === undefined) return;
    const fresh = batch.records.filter(({ offset }) => offset > partition.offset);
    const { entries, logTimeMs, halt } = await hotEntriesOf(fresh, this.options.verify);
    const last =
      halt === null ? fresh.at(-1)?.offset : fresh.findLast(({ offset }) => offset < halt.at)?.offset;
    if (last !== undefined) await this.interruptWhenLost(() => partition.absorb(entries, last, logTimeMs));
    if (halt === null) return;
    const where = `partition ${String(batch.partition)}, offset ${String(halt.at)}`;
    this.report(false, `halted at ${where}: ${halt.reason}`);
    throw new Error(`the hot index can't go past ${where}: ${halt.reason}`);
  }

  /** Asks for the log's end at intervals. Once everything up to that end is absorbed, the index is complete as of the moment of asking. */
  private async observeEnds(
    partitions: ReadonlyMap<number, HotPartition>,
    interrupted: AbortSignal,
  ): Promise<void> {
    while (!interrupted.aborted) {
      const asOfMs = clockOf(await this.options.redis.run(CLOCK_SCRIPT, [], []));
      for (const [at, partition] of partitions) {
        const bounds = await this.options.log.bounds(DECISIONS_TOPIC, at);
        await this.interruptWhenLost(() => partition.observe(bounds, asOfMs));
      }
      if ([...partitions.values()].every(({ isCatchingUp }) => !isCatchingUp)) this.report(true, 'complete');
      await pause(this.options.tickMs ?? 1000, interrupted);
    }
  }

  /** Where the index has lost what it held, everything starts again from its marker. */
  private async interruptWhenLost(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof HotIndexLostError) {
        this.report(false, error.message);
        this.interrupt();
      }
      throw error;
    }
  }

  /** Reports each change once. */
  private report(healthy: boolean, detail: string): void {
    const report = `${String(healthy)} ${detail}`;
    if (this.lastReport === report) return;
    this.lastReport = report;
    this.options.onHealth?.(healthy, detail);
  }
}

function clockOf(reply: unknown): number {
  if (!Array.isArray(reply)) throw new TypeError('Redis answered TIME with something other than a list');
  const [seconds, micros] = reply as readonly unknown[];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
