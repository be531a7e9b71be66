import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WorkerSettings } from './embedded-database.protocol.js';

/** Starts the thread that owns the file: compiled in a build, and the source itself where TypeScript is run directly. */
export function startDatabaseWorker(settings: WorkerSettings): Worker {
  const compiled = fileURLToPath(new URL('./embedded-database.worker.js', import.meta.url));
  const source = fileURLToPath(new URL('./embedded-database.worker.ts', import.meta.url));
  return new Worker(existsSync(compiled) ? compiled : source, {
    name: 'embedded-database',
    workerData: settings,
    // The worker doesn't inherit this process's flags, which may be a test runner's or a profiler's.
    execArgv: [],
  });
}
