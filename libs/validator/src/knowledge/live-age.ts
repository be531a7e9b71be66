import type { LiveKnowledge } from '../sources/revocation-source.port.js';

/**
 * The age of knowledge that another part of this process folds, see `stateSource`. That part says up to when its knowledge is complete; it
 * may also say that it doesn't know.
 */
export class LiveAge {
  /** The last answer that wasn't "unknown". */
  #asOfMs: number | null = null;
  /** When "unknown" was first answered after that, while there was a state. */
  #unknownSinceMs: number | null = null;

  constructor(
    private readonly live: LiveKnowledge,
    private readonly maxStalenessMs: number,
  ) {}

  /** The age, ms; `Infinity` where it is unknown. */
  at(monotonicMs: number): number {
    const asOfMs = this.live.knownAsOf();
    if (asOfMs === null) {
      if (this.live.state() !== null) this.#unknownSinceMs ??= monotonicMs;
      return Infinity;
    }
    this.#unknownSinceMs = null;
    this.#asOfMs = asOfMs;
    return monotonicMs - asOfMs;
  }

  /**
   * For how long knowledge has been stale, ms: too old, or of unknown age. `Infinity` where its age was never known. This only knows the
   * moments at which {@link at} was called, so after a pause between calls the answer may be too long; it is never too short.
   */
  staleForMs(monotonicMs: number): number {
    const tooOldSinceMs = this.#asOfMs === null ? Infinity : this.#asOfMs + this.maxStalenessMs;
    const sinceMs = Math.min(tooOldSinceMs, this.#unknownSinceMs ?? Infinity);
    return sinceMs === Infinity ? Infinity : monotonicMs - sinceMs;
  }
}
