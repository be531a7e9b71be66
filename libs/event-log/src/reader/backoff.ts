const FIRST_MS = 50;
const MAX_MS = 5_000;

/** Waiting times between attempts: 50 ms, doubled each time, at most 5 s. */
export class Backoff {
  #failures = 0;

  /** How long to wait after one more failure, ms. */
  nextMs(): number {
    const wait = Math.min(FIRST_MS * 2 ** this.#failures, MAX_MS);
    this.#failures += 1;
    return wait;
  }

  reset(): void {
    this.#failures = 0;
  }
}

/** Resolves after so many ms, or at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
