/**
 * Pauses between attempts. They double with every failure, and are random, so that a thousand edges don't come back at once. Other libs of
 * this repository have their own backoff: the SDK can't import them.
 */
export class Backoff {
  #failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
  ) {}

  /** The next pause, ms: between half of the doubled pause and all of it. */
  next(): number {
    const grown = Math.min(this.firstMs * 2 ** Math.min(this.#failures, 20), this.maxMs);
    this.#failures += 1;
    return grown / 2 + (Math.random() * grown) / 2;
  }

  /** An attempt succeeded: the next pause is the first one again. */
  reset(): void {
    this.#failures = 0;
  }
}
