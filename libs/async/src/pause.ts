/**
 * Resolves after `ms` milliseconds, or at once when `signal` is aborted. Never rejects: a loop that pauses looks at its signal itself.
 * Like any timer it keeps the process alive until it ends.
 *
 * @example
 * while (!signal.aborted) {
 *   await attempt();
 *   await pause(500, signal);
 * }
 */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
