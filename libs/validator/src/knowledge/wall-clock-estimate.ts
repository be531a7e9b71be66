/** The wall clock counts as having jumped when it gained more than this on the monotonic clock, ms. Corrections by NTP are smaller. */
const JUMP_MS = 1_000;

/**
 * Estimates what the wall clock showed at an earlier moment of the monotonic clock.
 *
 * Usually that is the moment plus the present difference between the clocks. But the monotonic clock may stop while the machine sleeps: the
 * wall clock then jumps ahead, and a moment before the sleep would look as recent as one after it. So the difference from before the
 * last jump is kept, and used for every moment that may lie before that jump.
 */
export class WallClockEstimate {
  /** Wall clock minus monotonic clock, as read last. */
  #differenceMs: number;
  #differenceBeforeJumpMs = Infinity;
  /** When the last jump was noticed, on the monotonic clock. */
  #jumpNoticedAtMs = -Infinity;

  constructor(
    private readonly monotonic: () => number,
    private readonly wall: () => number,
  ) {
    this.#differenceMs = wall() - monotonic();
  }

  /** Epoch ms at a past moment of the monotonic clock. If the moment may lie before or after a jump, the earlier time. */
  at(monotonicMs: number): number {
    const nowMs = this.monotonic();
    const differenceMs = this.wall() - nowMs;
    if (differenceMs > this.#differenceMs + JUMP_MS) {
      this.#differenceBeforeJumpMs = this.#differenceMs;
      this.#jumpNoticedAtMs = nowMs;
    }
    this.#differenceMs = differenceMs;
    const mayPrecedeJump = monotonicMs <= this.#jumpNoticedAtMs;
    return (
      monotonicMs + (mayPrecedeJump ? Math.min(differenceMs, this.#differenceBeforeJumpMs) : differenceMs)
    );
  }
}
