/**
 * A wall clock that never goes back, so that an expired token stays expired when somebody sets the machine's clock back. It starts at the
 * wall clock's time and runs at least as fast as the monotonic clock.
 */
export class ForwardOnlyClock {
  /** Epoch ms at which the monotonic clock showed 0. */
  readonly #originMs: number;

  constructor(
    readonly wall: () => number,
    readonly monotonic: () => number,
  ) {
    this.#originMs = wall() - monotonic();
  }

  /** Epoch ms. The caller passes one reading of each clock, because it needs the readings for other comparisons too. */
  at(wallMs: number, monotonicMs: number): number {
    const earliestMs = this.#originMs + monotonicMs;
    return wallMs > earliestMs ? wallMs : earliestMs;
  }
}
