const FIRST_MS = 50;
const MAX_MS = 5_000;

/** Exponential backoff: how long to wait before the next attempt, doubled after each failure. One instance per thing that is tried. */
export class Backoff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  #failures = 0;

  /**
   * @param firstMs the wait after the first failure, ms. Default 50.
   * @param maxMs the longest wait, ms. Default 5000.
   */
  constructor(firstMs = FIRST_MS, maxMs = MAX_MS) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
  }

  /** Counts one more failure and answers how long to wait before the next attempt, ms. */
  nextMs(): number {
    const waitMs = Math.min(this.#firstMs * 2 ** this.#failures, this.#maxMs);
    this.#failures += 1;
    return waitMs;
  }

  /** An attempt succeeded: the next failure starts with the shortest wait again. */
  reset(): void {
    this.#failures = 0;
  }
}
