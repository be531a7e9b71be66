import type { Logger } from '../logging/logger.js';

/** Closes on SIGTERM or SIGINT, then ends the process: with its exit code, or with 1 where closing failed. */
export function stopOnSignals(close: () => Promise<void>, logger: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      close().then(
        () => process.exit(),
        (error: unknown) => {
          logger.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
    });
  }
}
