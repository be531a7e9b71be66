/**
 * How old knowledge is, and for how long it has been too old. Both clocks are looked at, and the one that says more counts:
 * while a machine is suspended the monotonic one may stand still, and the wall clock can be set back.
 */
export class KnowledgeAge {
  /** When everything was known last; one moment on either clock. */
  #asOfMs = -Infinity;
  #asOfWallMs = -Infinity;
  /** When it ceased to be fresh although it was young enough. */
  #brokenMs = -Infinity;
  #brokenWallMs = -Infinity;

  constructor(
    private readonly monotonic: () => number,
    private readonly wall: () => number,
    private readonly maxStalenessMs: number,
  ) {}

  /** The age, ms; `Infinity`: it can't be said. */
  at(wallMs: number, monotonicMs: number): number {
    const elapsed = monotonicMs - this.#asOfMs;
    const wallElapsed = wallMs - this.#asOfWallMs;
    return wallElapsed > elapsed ? wallElapsed : elapsed;
  }

  /** For how long it has been too old, or its age unknown, ms; `Infinity`: it never was anything else. Not above 0: it isn't. */
  overdueMs(wallMs: number, monotonicMs: number): number {
    const sinceMs = Math.max(this.#brokenMs, this.#asOfMs + this.maxStalenessMs);
    const sinceWallMs = Math.max(this.#brokenWallMs, this.#asOfWallMs + this.maxStalenessMs);
    return Math.max(monotonicMs - sinceMs, wallMs - sinceWallMs);
  }

  /** There is something to be known: until it is confirmed, it counts as overdue from now on. */
  begin(): void {
    this.#brokenMs = this.monotonic();
    this.#brokenWallMs = this.wall();
  }

  /** Everything was known at `asOfMs` of the monotonic clock, when the other one showed `asOfWallMs`. */
  confirm(asOfMs: number, asOfWallMs: number): void {
    if (asOfMs <= this.#asOfMs) return;
    this.#asOfMs = asOfMs;
    this.#asOfWallMs = asOfWallMs;
  }

  /** The age can't be said any more. What is overdue already, stays so since then: a second fault wins no time. */
  forget(): void {
    const untilMs = this.#asOfMs + this.maxStalenessMs;
    const untilWallMs = this.#asOfWallMs + this.maxStalenessMs;
    this.#brokenMs = Math.max(this.#brokenMs, Math.min(this.monotonic(), untilMs));
    this.#brokenWallMs = Math.max(this.#brokenWallMs, Math.min(this.wall(), untilWallMs));
    this.#asOfMs = -Infinity;
    this.#asOfWallMs = -Infinity;
  }
}
