/** Shortest time between two fetches for keys that aren't known, ms. */
const UNKNOWN_KEY_INTERVAL_MS = 30_000;
/** How long known keys are used before the set is read again in the background, ms. */
const MAX_AGE_MS = 300_000;
/** First pause after the very first fetch failed, ms; doubles up to the interval above. */
const FIRST_RETRY_MS = 1_000;

/**
 * Decides when an issuer's key set may be fetched. A stranger can put any `kid` into a token, so unknown ones cause at most
 * one fetch per 30 s, whether it succeeds or not.
 */
export class FetchLimiter {
  #loaded = false;
  #failures = 0;
  #startedAt = -Infinity;
  #unknownAt = -Infinity;
  #allowance = false;

  constructor(private readonly monotonic: () => number) {}

  /** A signing-key event arrived: one fetch may happen at once. */
  allowOne(): void {
    this.#allowance = true;
  }

  /** Whether a fetch may start because a key isn't known. */
  mayFetchUnknown(): boolean {
    const now = this.monotonic();
    if (this.#allowance) return true;
    if (!this.#loaded) return now - this.#startedAt >= this.#retryPause();
    return now - this.#unknownAt >= UNKNOWN_KEY_INTERVAL_MS;
  }

  /** Whether the set is due to be read again although nothing is missing. */
  mayRefresh(): boolean {
    if (!this.#loaded) return false;
    const idle = this.monotonic() - this.#startedAt;
    return this.#allowance || (this.#failures === 0 ? idle >= MAX_AGE_MS : idle >= UNKNOWN_KEY_INTERVAL_MS);
  }

  /** A fetch starts now. */
  started(): void {
    this.#startedAt = this.monotonic();
    this.#allowance = false;
  }

  /** The fetch ended. */
  ended(succeeded: boolean): void {
    this.#loaded ||= succeeded;
    this.#failures = succeeded ? 0 : this.#failures + 1;
  }

  /** The last fetch was made for a key, and that key wasn't in it. */
  missed(): void {
    this.#unknownAt = this.#startedAt;
  }

  /** Whether a set was ever read. */
  get loaded(): boolean {
    return this.#loaded;
  }

  #retryPause(): number {
    if (this.#failures === 0) return 0;
    return Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), UNKNOWN_KEY_INTERVAL_MS);
  }
}
