/** Pauses between attempts that grow with every failure, each drawn anew so that a thousand edges don't come back at once. */
export class Backoff {
  #failures = 0;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
  ) {}

  /** The next pause, ms: between half and all of what has grown. */
  next(): number {
    const grown = Math.min(this.firstMs * 2 ** Math.min(this.#failures, 20), this.maxMs);
    this.#failures += 1;
    return grown / 2 + (Math.random() * grown) / 2;
  }

  /** It works again. */
  reset(): void {
    this.#failures = 0;
  }
}
