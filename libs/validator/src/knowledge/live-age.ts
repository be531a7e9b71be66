import type { LiveKnowledge } from '../sources/revocation-source.port.js';

/** How old knowledge is that is folded elsewhere, as far as whoever folds it can say. */
export class LiveAge {
  /** What was said last. */
  #asOfMs: number | null = null;
  /** Since when nothing is said, although something is known. */
  #silentSinceMs: number | null = null;

  constructor(
    private readonly live: LiveKnowledge,
    private readonly maxStalenessMs: number,
  ) {}

  /** The age, ms; `Infinity`: it can't be said. */
  at(monotonicMs: number): number {
    const asOfMs = this.live.knownAsOf();
    if (asOfMs === null) {
      if (this.live.state() !== null) this.#silentSinceMs ??= monotonicMs;
      return Infinity;
    }
    this.#silentSinceMs = null;
    this.#asOfMs = asOfMs;
    return monotonicMs - asOfMs;
  }

  /**
   * For how long it has been too old, or its age unknown, ms; `Infinity`: since nobody knows when. Where nobody asked for a
   * while it may say too much, and never too little.
   */
  overdueMs(monotonicMs: number): number {
    const tooOldSinceMs = this.#asOfMs === null ? Infinity : this.#asOfMs + this.maxStalenessMs;
    const sinceMs = Math.min(tooOldSinceMs, this.#silentSinceMs ?? Infinity);
    return sinceMs === Infinity ? Infinity : monotonicMs - sinceMs;
  }
}
