/**
 * A wall clock that can't be set back: a token that has expired stays expired when somebody sets the machine's clock back.
 * Read in two steps, so that a verdict reads each clock once.
 */
export class GuardedClock {
  readonly #offset: number;

  constructor(
    readonly wall: () => number,
    readonly monotonic: () => number,
  ) {
    this.#offset = wall() - monotonic();
  }

  /** Epoch ms, from one reading of each clock. */
  guard(wallMs: number, monotonicMs: number): number {
    const floor = this.#offset + monotonicMs;
    return wallMs > floor ? wallMs : floor;
  }
}
