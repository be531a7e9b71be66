/** Clocks that a test sets; both are read by the validator under test. */
export class TestClocks {
  /** Epoch ms. */
  wallMs = Date.UTC(2026, 10, 21, 8, 0, 0, 250);
  monotonicMs = 1_000_000;

  readonly clock = (): number => this.wallMs;
  readonly monotonic = (): number => this.monotonicMs;

  /** Time passes, on both clocks. */
  pass(ms: number): void {
    this.wallMs += ms;
    this.monotonicMs += ms;
  }

  /** Seconds since the epoch, whole. */
  get seconds(): number {
    return Math.floor(this.wallMs / 1000);
  }
}
