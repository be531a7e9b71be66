import type { PartitionBounds } from '#event-log';
import {
  ABSORB_SCRIPT,
  BEGIN_SCRIPT,
  expiryKey,
  markerKey,
  partitionPrefix,
  type HotRedis,
} from '#read-models';
import type { HotEntry } from './hot-entries.js';

/** The index does not hold everything before what was to be absorbed: it was flushed, or is another server. */
export class HotIndexLostError extends Error {
  override readonly name = 'HotIndexLostError';
  readonly code = 'HOT_INDEX_LOST';
  readonly retriable = true;
}

/** Entries per script: a script stops every other client meanwhile. */
const CHUNK = 500;

/** One partition's part of the index, as its writer sees it. */
export class HotPartition {
  /** Last offset absorbed; -1 before the first. */
  offset = -1;
  private logTimeMs = 0;
  /** A question for the log's end that is not answered yet: what was last then, and when that was on Redis's clock. */
  private question: { readonly last: number; readonly asOfMs: number } | null = null;

  private constructor(
    private readonly redis: HotRedis,
    private readonly prefix: string,
    private readonly partition: number,
    readonly generation: string,
  ) {}

  /** Takes up the partition where the index is complete, or begins it. */
  static async begin(
    redis: HotRedis,
    prefix: string,
    partition: number,
    generation: string,
    how: 'resume' | 'rebuild',
  ): Promise<HotPartition> {
    const opened = new HotPartition(redis, prefix, partition, generation);
    opened.offset = Number(await redis.run(BEGIN_SCRIPT, [markerKey(prefix, partition)], [generation, how]));
    return opened;
  }

  /**
   * Joins entries of the records up to `last`, which follow without a hole on what was absorbed before.
   * @throws HotIndexLostError
   */
  async absorb(entries: readonly HotEntry[], last: number, logTimeMs: number): Promise<void> {
    this.logTimeMs = Math.max(this.logTimeMs, logTimeMs);
    for (let at = 0; at + CHUNK < entries.length; at += CHUNK) {
      await this.run(entries.slice(at, at + CHUNK), this.offset, '');
    }
    const rest = entries.length === 0 ? 0 : entries.length % CHUNK || CHUNK;
    const next = Math.max(this.offset, last);
    await this.run(entries.slice(entries.length - rest), next, this.answer(next));
    this.offset = next;
  }

  /** Whether the last question for the log's end still waits for records. */
  get isAsked(): boolean {
    return this.question !== null;
  }

  /**
   * Notes what the log held at a moment on Redis's clock (ms), and marks the index as complete as of then if it is.
   * @throws HotIndexLostError
   */
  async observe(bounds: PartitionBounds, asOfMs: number): Promise<void> {
    if (bounds.generation !== this.generation) return;
    this.question ??= { last: bounds.end > bounds.first ? bounds.end - 1 : -1, asOfMs };
    const asOf = this.answer(this.offset);
    if (asOf !== '') await this.run([], this.offset, asOf);
  }

  private answer(offset: number): string {
    if (this.question === null || offset < this.question.last) return '';
    const asOf = String(Math.floor(this.question.asOfMs));
    this.question = null;
    return asOf;
  }

  private async run(entries: readonly HotEntry[], offset: number, asOf: string): Promise<void> {
    const { redis, prefix, partition, generation } = this;
    // A log whose clock ran ahead drops nothing before our own clock agrees.
    const horizon = Math.floor(Math.min(this.logTimeMs, Date.now()));
    const answer = await redis.run(
      ABSORB_SCRIPT,
      [markerKey(prefix, partition), expiryKey(prefix, partition)],
      [
        partitionPrefix(prefix, partition),
        generation,
        String(this.offset),
        String(offset),
        asOf,
        String(this.logTimeMs),
        String(horizon),
        JSON.stringify(entries),
      ],
    );
    if (answer === 'REBUILD')
      throw new HotIndexLostError(`the hot index of partition ${String(partition)} lost its memory`);
  }
}
