import type { PartitionBounds } from '#event-log';

interface Waiter {
  readonly offset: number;
  readonly wake: (reached: boolean) => void;
}

/** How far a process has folded one partition, and the callers that wait for it to get further. */
export class PartitionProgress {
  /** Identity of the partition; `null` before anything is known of it. */
  generation: string | null = null;
  /** Last offset folded; -1 before the first. */
  offset = -1;
  /** Monotonic ms: everything that was appended before this moment is folded. `null`: not known yet. */
  knownAsOf: number | null = null;
  private waiters: Waiter[] = [];
  private pendingEnd: { lastOffset: number; askedAt: number } | null = null;

  /** A record was folded. */
  advance(generation: string, offset: number): void {
    this.generation = generation;
    this.offset = offset;
    this.settleKnowledge();
    if (this.waiters.length === 0) return;
    const ready = this.waiters.filter((waiter) => waiter.offset <= offset);
    this.waiters = this.waiters.filter((waiter) => waiter.offset > offset);
    for (const waiter of ready) waiter.wake(true);
  }

  /** The log answered what the partition holds; it was asked at `askedAt` (monotonic ms). */
  observeBounds(bounds: PartitionBounds, askedAt: number): void {
    this.generation ??= bounds.generation;
    // Another generation is another log: its end says nothing about this one.
    if (bounds.generation !== this.generation) return;
    // An older end that isn't reached yet comes first: under constant writes the newest end is never reached.
    if (this.pendingEnd !== null && this.offset < this.pendingEnd.lastOffset) return;
    this.pendingEnd = { lastOffset: lastReadable(bounds), askedAt };
    this.settleKnowledge();
  }

  /** Waits until the offset is folded. Resolves to `false` after `deadlineMs` (`Infinity`: no deadline), and when reading has ended. */
  reached(offset: number, deadlineMs: number): Promise<boolean> {
    if (offset <= this.offset) return Promise.resolve(true);
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        resolve(false);
      };
      const timer = deadlineMs === Infinity ? undefined : setTimeout(giveUp, deadlineMs);
      const waiter: Waiter = {
        offset,
        wake: (reached) => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      this.waiters.push(waiter);
    });
  }

  /** Waits as {@link reached}, for the last record within the bounds. */
  reachedEnd(bounds: PartitionBounds, deadlineMs: number): Promise<boolean> {
    return this.reached(lastReadable(bounds), deadlineMs);
  }

  /** Nothing will be folded any more: every caller that waits gets `false`. */
  end(): void {
    for (const waiter of this.waiters.splice(0)) waiter.wake(false);
  }

  private settleKnowledge(): void {
    if (this.pendingEnd === null || this.offset < this.pendingEnd.lastOffset) return;
    // Answers of the log may arrive out of order; knowledge must not become older by that.
    this.knownAsOf = Math.max(this.knownAsOf ?? -Infinity, this.pendingEnd.askedAt);
    this.pendingEnd = null;
  }
}

/** Offset of the last record within the bounds; -1 where there is none. */
function lastReadable(bounds: PartitionBounds): number {
  return bounds.end > bounds.first ? bounds.end - 1 : -1;
}
