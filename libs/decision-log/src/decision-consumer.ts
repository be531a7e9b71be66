import {
  type EventLog,
  DECISIONS_TOPIC,
  EventLogError,
  type LogBatch,
  type LogGap,
  type LogConsumer,
  type PartitionBounds,
} from '#event-log';
import type { DecisionFold } from './decision-fold.js';
import type { DecisionLogOptions } from './decision-log.options.js';
import { FOLD_DEADLINE_MS } from './decision-log.options.js';
import { PartitionProgress } from './partition-progress.js';
import { pause, SingleFlight } from '#async';

/** A partition's bounds, and monotonic ms of when they were asked for. */
type Bounds = { readonly bounds: PartitionBounds; readonly askedAt: number };

const HEAD_INTERVAL_MS = 1000;
const MAX_SILENCE_MS = 10_000;
const PRUNE_INTERVAL_MS = 300_000;

/**
 * Reads the decision log from its beginning and folds every record, in log order. Knows how far it has come, and how old the knowledge is.
 */
export class DecisionConsumer {
  private readonly partitions = new Map<number, PartitionProgress>();
  private readonly asking = new Set<number>();
  /** Many commands wait for the end of a partition at once: they share one question to the log. */
  private readonly ends = new Map<number, SingleFlight<Bounds>>();
  private readonly log: EventLog;
  private reader: LogConsumer | null = null;
  private timers: NodeJS.Timeout[] = [];
  private gap: string | null = null;
  private connected = true;

  constructor(
    private readonly options: DecisionLogOptions,
    private readonly fold: DecisionFold,
  ) {
    this.log = options.log;
  }

  /** Resolves when everything is folded that is in the log now. Goes on reading until {@link close}. @throws EventLogError */
  async start(): Promise<void> {
    for (let partition = 0; partition < this.log.partitions(DECISIONS_TOPIC); partition += 1) {
      this.partitions.set(partition, new PartitionProgress());
      this.ends.set(partition, new SingleFlight(() => this.boundsOf(partition)));
    }
    this.reader = await this.log.consume({
      topic: DECISIONS_TOPIC,
      from: 'all',
      onBatch: (batch) => this.absorb(batch),
      onGap: (gap) => {
        this.stop(gap);
      },
      onHealth: (healthy, detail) => {
        this.connected = healthy;
        this.options.logger[healthy ? 'info' : 'warn']({ detail }, 'decision log connection');
      },
    });
    const { headIntervalMs = HEAD_INTERVAL_MS, pruneIntervalMs = PRUNE_INTERVAL_MS } = this.options;
    this.timers = [
      setInterval(() => void this.observeHeads(), headIntervalMs).unref(),
      setInterval(() => void this.fold.prune(this.options.now()), pruneIntervalMs).unref(),
    ];
    await Promise.all([...this.partitions.keys()].map((partition) => this.readToEnd(partition)));
  }

  /** `null` while everything is well; otherwise what is wrong and what to do about it. */
  get trouble(): string | null {
    const failure = this.gap ?? this.fold.failure;
    if (failure !== null) return failure;
    if (!this.connected) return 'The connection to the decision log is lost; it is tried again.';
    const known = [...this.partitions.values()].map(({ knownAsOf }) => knownAsOf);
    if (this.reader === null || known.includes(null))
      return 'The decision log is being read from its beginning.';
    const since = Math.min(...known.map((asOf) => asOf ?? -Infinity));
    const silent = this.options.monotonic() - since > (this.options.maxSilenceMs ?? MAX_SILENCE_MS);
    return silent
      ? 'The end of the decision log could not be confirmed for too long: the log does not answer, or this process reads it too slowly.'
      : null;
  }

  /** How far the organisation's partition is folded. */
  progressOf(orgId: string): PartitionProgress {
    return this.partition(this.log.partitionOf(DECISIONS_TOPIC, orgId));
  }

  /** How far a partition is folded. */
  partition(partition: number): PartitionProgress {
    const progress = this.partitions.get(partition);
    if (progress === undefined) {
      throw new RangeError(`The decision log has no partition ${String(partition)}.`);
    }
    return progress;
  }

  /** Waits until everything is folded that is in the organisation's partition now. @throws EventLogError */
  async catchUp(orgId: string): Promise<void> {
    const partition = this.log.partitionOf(DECISIONS_TOPIC, orgId);
    if (await this.catchUpPartition(partition, this.options.foldDeadlineMs ?? FOLD_DEADLINE_MS)) return;
    throw new EventLogError(
      'LOG_UNAVAILABLE',
      'The decision log could not be read to its end in time. Try again.',
      true,
    );
  }

  async close(): Promise<void> {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    for (const progress of this.partitions.values()) progress.end();
    await this.reader?.close();
    this.reader = null;
  }

  private async absorb(batch: LogBatch): Promise<void> {
    const progress = this.partition(batch.partition);
    const read = await this.fold.read(batch);
    batch.records.forEach((record, at) => {
      const decoded = read[at];
      // The log may deliver a batch again; its first records are folded already.
      if (record.offset <= progress.offset || decoded === undefined) return;
      this.fold.apply(record, decoded);
      progress.advance(batch.generation, record.offset);
    });
  }

  private stop(gap: LogGap): void {
    this.gap = `The decision log has a gap (${gap.kind}) in partition ${String(gap.partition)}: revocations may be missing here. Check the topic, then restart this process.`;
    this.options.logger.error(
      { gap },
      'the decision log has a gap: this process stays not ready until it is restarted',
    );
  }

  /** Asks each partition on its own: one that doesn't answer must not make the knowledge of the others look old. */
  private async observeHeads(): Promise<void> {
    await Promise.all([...this.partitions.keys()].map((partition) => this.observeHead(partition)));
  }

  private async observeHead(partition: number): Promise<void> {
    if (this.asking.has(partition)) return;
    this.asking.add(partition);
    const askedAt = this.options.monotonic();
    try {
      const bounds = await this.log.bounds(DECISIONS_TOPIC, partition);
      this.partition(partition).observeBounds(bounds, askedAt);
    } catch (error) {
      this.options.logger.debug({ err: error }, 'asking for the end of the decision log failed');
    } finally {
      this.asking.delete(partition);
    }
  }

  /** Waits until a partition is folded up to its present end. There is no deadline: a long log takes long to read. */
  private async readToEnd(partition: number): Promise<void> {
    const { headIntervalMs = HEAD_INTERVAL_MS } = this.options;
    for (;;) {
      try {
        if (await this.catchUpPartition(partition, Infinity)) return;
        throw new EventLogError('LOG_CLOSED', 'The decision log was closed while it was being read.', false);
      } catch (error) {
        if (!(error instanceof EventLogError) || !error.retriable || this.timers.length === 0) throw error;
        await pause(headIntervalMs);
      }
    }
  }

  private async catchUpPartition(partition: number, deadlineMs: number): Promise<boolean> {
    const progress = this.partition(partition);
    const { bounds, askedAt } = await (this.ends.get(partition)?.run() ?? this.boundsOf(partition));
    progress.observeBounds(bounds, askedAt);
    return progress.reachedEnd(bounds, deadlineMs);
  }

  private async boundsOf(partition: number): Promise<Bounds> {
    const askedAt = this.options.monotonic();
    return { bounds: await this.log.bounds(DECISIONS_TOPIC, partition), askedAt };
  }
}
