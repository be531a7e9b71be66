import { setTimeout as delay } from 'node:timers/promises';
import { DECISIONS_TOPIC, type EventLog, type LogBatch, type StartAt } from '#event-log';
import { CLOCK_SCRIPT, HOT_INDEX_PREFIX, type HotRedis } from '#read-models';
import { hotEntriesOf, type VerifyRecord } from './hot-entries.js';
import { HotIndexLostError, HotPartition } from './hot-partition.js';

/** Options of {@link startHotIndex}. */
export interface HotIndexOptions {
  readonly log: Pick<EventLog, 'partitions' | 'bounds' | 'follow'>;
  /** Whoever connected it closes it. */
  readonly redis: HotRedis;
  /** Checks a record's signature. Without it, whoever can write to the topic can lift a block in the index. */
  readonly verify?: VerifyRecord;
  /** Prefix of every key. Default `rescind`. */
  readonly prefix?: string;
  /** How often the log's end is asked for, ms. Default 1000. */
  readonly tickMs?: number;
  /** Called when the index stops or resumes following the log. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** A running writer of the hot index. Any number may run at once: what they write are joins. */
export interface HotIndex {
  close(): Promise<void>;
}

const RETRY_MS = 500;

/**
 * Keeps the hot index complete: follows every partition of the decisions from where the index's marker stands, and from the
 * beginning where there is no marker that proves anything.
 */
export function startHotIndex(options: HotIndexOptions): HotIndex {
  const writer = new HotIndexWriter(options);
  const running = writer.run();
  return {
    async close() {
      writer.stop();
      await running;
    },
  };
}

class HotIndexWriter {
  private readonly prefix: string;
  private readonly stopping = new AbortController();
  private readonly mustRebuild = new Set<number>();
  private said = '';
  private interrupt: () => void = () => undefined;

  constructor(private readonly options: HotIndexOptions) {
    this.prefix = options.prefix ?? HOT_INDEX_PREFIX;
  }

  stop(): void {
    this.stopping.abort();
    this.interrupt();
  }

  /** Follows until it is stopped, beginning again whenever the index or the log is not what it was. */
  async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.followOnce();
      } catch (error) {
        this.say(false, error instanceof Error ? `${error.name}: ${error.message}` : 'failed');
      }
      await delay(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async followOnce(): Promise<void> {
    const interrupted = new AbortController();
    this.interrupt = () => {
      interrupted.abort();
    };
    if (this.stopping.signal.aborted) return;
    const partitions = await this.begin();
    const from = new Map<number, StartAt>();
    for (const [at, { generation, offset }] of partitions) from.set(at, { generation, offset: offset + 1 });
    const reader = await this.options.log.follow({
      topic: DECISIONS_TOPIC,
      from,
      onBatch: (batch) => this.absorb(partitions, batch),
      onGap: ({ partition, kind }) => {
        this.mustRebuild.add(partition);
        partitions.delete(partition);
        this.say(false, `partition ${String(partition)}: ${kind}`);
        this.interrupt();
      },
    });
    try {
      await this.tick(partitions, interrupted.signal);
    } finally {
      partitions.clear();
      await reader.close();
    }
  }

  private async begin(): Promise<Map<number, HotPartition>> {
    const { log, redis } = this.options;
    const opened = new Map<number, HotPartition>();
    for (let at = 0; at < log.partitions(DECISIONS_TOPIC); at += 1) {
      const { generation } = await log.bounds(DECISIONS_TOPIC, at);
      const how = this.mustRebuild.has(at) ? 'rebuild' : 'resume';
      opened.set(at, await HotPartition.begin(redis, this.prefix, at, generation, how));
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
    if (last !== undefined) await this.guarded(() => partition.absorb(entries, last, logTimeMs));
    if (halt === null) return;
    const where = `partition ${String(batch.partition)}, offset ${String(halt.at)}`;
    this.say(false, `halted at ${where}: ${halt.reason}`);
    throw new Error(`the hot index can't go past ${where}: ${halt.reason}`);
  }

  /** Asks for the log's end again and again; what is absorbed up to there is complete as of the moment of asking. */
  private async tick(partitions: ReadonlyMap<number, HotPartition>, interrupted: AbortSignal): Promise<void> {
    while (!interrupted.aborted) {
      const asOfMs = clockOf(await this.options.redis.run(CLOCK_SCRIPT, [], []));
      for (const [at, partition] of partitions) {
        const bounds = await this.options.log.bounds(DECISIONS_TOPIC, at);
        await this.guarded(() => partition.observe(bounds, asOfMs));
      }
      if ([...partitions.values()].every(({ isAsked }) => !isAsked)) this.say(true, 'complete');
      await delay(this.options.tickMs ?? 1000, undefined, { signal: interrupted }).catch(() => undefined);
    }
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof HotIndexLostError) {
        this.say(false, error.message);
        this.interrupt();
      }
      throw error;
    }
  }

  private say(healthy: boolean, detail: string): void {
    const said = `${String(healthy)} ${detail}`;
    if (this.said === said) return;
    this.said = said;
    this.options.onHealth?.(healthy, detail);
  }
}

function clockOf(reply: unknown): number {
  if (!Array.isArray(reply)) throw new TypeError('Redis told no time');
  const [seconds, micros] = reply as readonly unknown[];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
