/**
 * Says how old the knowledge is, and for how long it has been stale.
 *
 * Every duration is measured on both clocks, and the longer one counts: the monotonic clock may stop while the machine sleeps, and the wall
 * clock can be set back. Either alone could make old knowledge look fresh.
 */
export class KnowledgeAge {
  /** The last moment at which everything was known, on the monotonic clock and on the wall clock. */
  #asOfMs = -Infinity;
  #asOfWallMs = -Infinity;
  /** Since when knowledge is stale for another reason than its age: nothing confirmed so far, or a fault. */
  #staleSinceMs = -Infinity;
  #staleSinceWallMs = -Infinity;

  constructor(
    private readonly monotonic: () => number,
    private readonly wall: () => number,
    private readonly maxStalenessMs: number,
  ) {}

  /** The age, ms. `Infinity` where it is unknown: nothing was confirmed since the start or the last fault. */
  at(wallMs: number, monotonicMs: number): number {
    const elapsed = monotonicMs - this.#asOfMs;
    const wallElapsed = wallMs - this.#asOfWallMs;
    return wallElapsed > elapsed ? wallElapsed : elapsed;
  }

  /** For how long knowledge has been stale, ms. Zero or less while it is fresh; `Infinity` before {@link begin}. */
  staleForMs(wallMs: number, monotonicMs: number): number {
    const sinceMs = Math.max(this.#staleSinceMs, this.#asOfMs + this.maxStalenessMs);
    const sinceWallMs = Math.max(this.#staleSinceWallMs, this.#asOfWallMs + this.maxStalenessMs);
    return Math.max(monotonicMs - sinceMs, wallMs - sinceWallMs);
  }

  /** The first knowledge arrived. It is stale from now on, until it is confirmed to be complete. */
  begin(): void {
    this.#staleSinceMs = this.monotonic();
    this.#staleSinceWallMs = this.wall();
  }

  /** Everything was known at `asOfMs` of the monotonic clock, when the wall clock showed `asOfWallMs`. */
  confirm(asOfMs: number, asOfWallMs: number): void {
    if (asOfMs <= this.#asOfMs) return;
    this.#asOfMs = asOfMs;
    this.#asOfWallMs = asOfWallMs;
  }

  /**
   * A fault makes the age unknown. Knowledge is stale from now on, or since the moment at which it became stale before: a second fault
   * doesn't start the grace period anew.
   */
  forget(): void {
    const tooOldAtMs = this.#asOfMs + this.maxStalenessMs;
    const tooOldAtWallMs = this.#asOfWallMs + this.maxStalenessMs;
    this.#staleSinceMs = Math.max(this.#staleSinceMs, Math.min(this.monotonic(), tooOldAtMs));
    this.#staleSinceWallMs = Math.max(this.#staleSinceWallMs, Math.min(this.wall(), tooOldAtWallMs));
    this.#asOfMs = -Infinity;
    this.#asOfWallMs = -Infinity;
  }
}
