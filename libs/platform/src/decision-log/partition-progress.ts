import type { PartitionBounds } from '#event-log';

interface Waiter {
  readonly offset: number;
  readonly wake: (reached: boolean) => void;
}

/** How far a process has folded one partition, and who waits for it. */
export class PartitionProgress {
  /** Identity of the partition; `null` before anything is known of it. */
  generation: string | null = null;
  /** Last offset folded; -1 before the first. */
  offset = -1;
  /** Monotonic ms: everything appended before it is folded. */
  knownAsOf: number | null = null;
  private waiters: Waiter[] = [];
  private pendingEnd: { lastOffset: number; askedAt: number } | null = null;

  /** Notes that a record was folded. */
  advance(generation: string, offset: number): void {
    this.generation = generation;
    this.offset = offset;
    this.settleKnowledge();
    if (this.waiters.length === 0) return;
    const ready = this.waiters.filter((waiter) => waiter.offset <= offset);
    this.waiters = this.waiters.filter((waiter) => waiter.offset > offset);
    for (const waiter of ready) waiter.wake(true);
  }

  /** Notes what the partition holds, as asked for at `askedAt` (monotonic ms). */
  observeBounds(bounds: PartitionBounds, askedAt: number): void {
    this.generation ??= bounds.generation;
    // The end of another log says nothing about how much of this one is known.
    if (bounds.generation !== this.generation) return;
    // An older question that is still open is answered first: under constant writes the newest end is never reached.
    if (this.pendingEnd !== null && this.offset < this.pendingEnd.lastOffset) return;
    this.pendingEnd = { lastOffset: lastReadable(bounds), askedAt };
    this.settleKnowledge();
  }

  /** Waits until the offset is folded; `false` after `deadlineMs` (`Infinity`: never), or when nobody folds any more. */
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

  /** Waits until everything that the bounds show is folded; as {@link reached}. */
  reachedEnd(bounds: PartitionBounds, deadlineMs: number): Promise<boolean> {
    return this.reached(lastReadable(bounds), deadlineMs);
  }

  /** Lets everybody go: nothing will be folded any more. */
  end(): void {
    for (const waiter of this.waiters.splice(0)) waiter.wake(false);
  }

  private settleKnowledge(): void {
    if (this.pendingEnd === null || this.offset < this.pendingEnd.lastOffset) return;
    // Answers overtake each other; what is known doesn't become older by that.
    this.knownAsOf = Math.max(this.knownAsOf ?? -Infinity, this.pendingEnd.askedAt);
    this.pendingEnd = null;
  }
}

/** Offset of the last record that a reader can get; -1 where there is none. */
function lastReadable(bounds: PartitionBounds): number {
  return bounds.end > bounds.first ? bounds.end - 1 : -1;
}
