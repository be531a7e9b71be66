/** How far the wall clock must have run away from the monotonic one to count as a jump, ms: steering a clock is none. */
const JUMP_MS = 1_000;

/**
 * What the wall clock showed at a moment of the monotonic one. While a machine is suspended the monotonic clock may stand
 * still: reckoned back from now, a moment before that would seem as recent as one after it.
 */
export class WallMoments {
  /** How far the wall clock is ahead, as it was seen last. */
  #aheadMs: number;
  #aheadBeforeJumpMs = Infinity;
  #jumpSeenAtMs = -Infinity;

  constructor(
    private readonly monotonic: () => number,
    private readonly wall: () => number,
  ) {
    this.#aheadMs = wall() - monotonic();
  }

  /** Epoch ms at a moment that has passed; where it isn't known on which side of a jump that was, the earlier one. */
  at(monotonicMs: number): number {
    const nowMs = this.monotonic();
    const aheadMs = this.wall() - nowMs;
    if (aheadMs > this.#aheadMs + JUMP_MS) {
      this.#aheadBeforeJumpMs = this.#aheadMs;
      this.#jumpSeenAtMs = nowMs;
    }
    this.#aheadMs = aheadMs;
    const mayPrecedeJump = monotonicMs <= this.#jumpSeenAtMs;
    return monotonicMs + (mayPrecedeJump ? Math.min(aheadMs, this.#aheadBeforeJumpMs) : aheadMs);
  }
}
