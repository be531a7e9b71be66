import type { PartitionBounds } from '#event-log';
import {
  ABSORB_SCRIPT,
  BEGIN_SCRIPT,
  expiryKey,
  markerKey,
  partitionPrefix,
  type HotRedis,
} from '#hot-index';
import type { HotEntry } from './hot-entries.js';

/** The index doesn't hold everything before the records that were to be absorbed: it was flushed, or Redis failed over. */
export class HotIndexLostError extends Error {
  override readonly name = 'HotIndexLostError';
  readonly code = 'HOT_INDEX_LOST';
  readonly retriable = true;
}

/** Entries per script: Redis serves no other client while a script runs. */
const CHUNK = 500;

/** One partition's part of the index, as its writer sees it. */
export class HotPartition {
  /** Last offset absorbed; -1 before the first. */
  offset = -1;
  private logTimeMs = 0;
  /** An end of the log that is not absorbed yet: its last offset, and when that was the end, on Redis's clock. */
  private observedEnd: { readonly last: number; readonly asOfMs: number } | null = null;

  private constructor(
    private readonly redis: HotRedis,
    private readonly prefix: string,
    private readonly partition: number,
    readonly generation: string,
  ) {}

  /** Resumes the partition at the index's marker, or starts it anew where the marker doesn't hold or a rebuild is asked for. */
  static async open(
    redis: HotRedis,
    prefix: string,
    partition: number,
    generation: string,
    mode: 'resume' | 'rebuild',
  ): Promise<HotPartition> {
    const opened = new HotPartition(redis, prefix, partition, generation);
    opened.offset = Number(await redis.run(BEGIN_SCRIPT, [markerKey(prefix, partition)], [generation, mode]));
    return opened;
  }

  /**
   * Absorbs the entries of the records up to `last`; those records follow directly on what was absorbed before.
   * @throws HotIndexLostError
   */
  async absorb(entries: readonly HotEntry[], last: number, logTimeMs: number): Promise<void> {
    this.logTimeMs = Math.max(this.logTimeMs, logTimeMs);
    for (let at = 0; at + CHUNK < entries.length; at += CHUNK) {
      await this.run(entries.slice(at, at + CHUNK), this.offset, '');
    }
    const rest = entries.length === 0 ? 0 : entries.length % CHUNK || CHUNK;
    const next = Math.max(this.offset, last);
    await this.run(entries.slice(entries.length - rest), next, this.completeAsOf(next));
    this.offset = next;
  }

  /** Whether there are records before the last observed end that are not absorbed yet. */
  get isCatchingUp(): boolean {
    return this.observedEnd !== null;
  }

  /**
   * Remembers where the log ended at a moment on Redis's clock (ms), and marks the index as complete as of that moment as soon as it
   * holds everything before that end.
   * @throws HotIndexLostError
   */
  async observe(bounds: PartitionBounds, asOfMs: number): Promise<void> {
    if (bounds.generation !== this.generation) return;
    this.observedEnd ??= { last: bounds.end > bounds.first ? bounds.end - 1 : -1, asOfMs };
    const asOf = this.completeAsOf(this.offset);
    if (asOf !== '') await this.run([], this.offset, asOf);
  }

  private completeAsOf(offset: number): string {
    if (this.observedEnd === null || offset < this.observedEnd.last) return '';
    const asOf = String(Math.floor(this.observedEnd.asOfMs));
    this.observedEnd = null;
    return asOf;
  }

  private async run(entries: readonly HotEntry[], offset: number, asOf: string): Promise<void> {
    const { redis, prefix, partition, generation } = this;
    // Where the log's clock runs ahead of ours, nothing is dropped before our clock has come to that time, too.
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
      throw new HotIndexLostError(
        `the hot index of partition ${String(partition)} was lost; it is rebuilt from the log`,
      );
  }
}
