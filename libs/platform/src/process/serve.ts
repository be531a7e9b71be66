import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Runtime } from '../runtime/runtime.js';
import { stopOnSignals } from './stop-on-signals.js';

/** How {@link serve} serves. */
export interface ServeOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Runs once the log is read, before the process counts as ready. */
  readonly afterStart?: () => Promise<void>;
}

/**
 * Listens, then starts the runtime: while that waits for its storage, `/health/ready` says what for. Stops in order on SIGTERM and SIGINT.
 * A start that fails ends the process with status 1. Resolves to the `http://host:port` that it listens on.
 */
export async function serve(
  app: NestFastifyApplication,
  runtime: Runtime,
  { host, port, afterStart }: ServeOptions,
): Promise<string> {
  const { readiness, logger } = runtime;
  readiness.waitFor('start', 'Starting.');
  await app.listen({ host, port });
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const close = once(async () => {
    readiness.waitFor('stop', 'Stopping.');
    await app.close();
    await runtime.close();
  });
  const started = runtime.start().then(async () => {
    await afterStart?.();
    readiness.waitFor('start', null);
  });
  started.catch((error: unknown) => {
    readiness.waitFor('start', 'The start failed; the log says why.');
    logger.fatal({ err: error }, 'start failed');
    process.exitCode = 1;
    void close();
  });
  stopOnSignals(close, logger);
  return url;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= run());
}
