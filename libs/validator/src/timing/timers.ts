/** Calls at regular intervals, without keeping the process alive; the answer stops it. */
export function onInterval(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs);
  release(timer);
  return () => {
    clearInterval(timer);
  };
}

/** Resolves after `ms`, or at once when the signal is or gets aborted. Doesn't keep the process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    release(timer);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** Whether the signal is aborted now. A call, because TypeScript would keep what it knew of `signal.aborted` before an `await`. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Timers are numbers outside Node; in Node they would hold the process. */
function release(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}
