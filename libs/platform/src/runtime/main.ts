import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { configHelp } from '../config/config-help.js';
import { ConfigError, type DistributedConfig } from '../config/parse-config.js';
import { KeyRing } from '../crypto/key-ring.js';
import { createLogger } from '../logging/logger.js';
import { createDistributedStorage, type DistributedStorage } from './distributed-storage.js';
import { type Ambient, Runtime } from './runtime.js';

/** The clock, the monotonic clock and the ids of a real process. */
export const REAL_AMBIENT: Ambient = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  newId: () => uuidv7(),
};

/** Random bytes of a real process. */
export const realRandom = (bytes: number): Buffer => randomBytes(bytes);

/** The runtime of one app of a distributed deployment. */
export function createDistributedRuntime(
  app: string,
  config: DistributedConfig,
): { runtime: Runtime; storage: DistributedStorage } {
  const logger = createLogger(`rescind-${app}`, config.RESCIND_LOG_LEVEL);
  const storage = createDistributedStorage(config, `rescind-${app}`, logger);
  const publicUrl = config.RESCIND_PUBLIC_URL.replace(/\/+$/, '');
  const runtime = new Runtime({
    storage,
    logger,
    publicUrl,
    defaultResource: config.RESCIND_DEFAULT_RESOURCE ?? publicUrl,
    trustedProxies: config.RESCIND_TRUSTED_PROXIES,
    ring: new KeyRing(Buffer.from(config.RESCIND_KEY_ENCRYPTION_KEY, 'base64url')),
    ambient: REAL_AMBIENT,
  });
  return { runtime, storage };
}

/** What a process is called, and what it reads from its environment. */
export interface ProcessDescription {
  readonly app: string;
  readonly config: z.ZodObject;
}

/**
 * Runs a process's main function. `--help` prints what it reads from its environment; a start that can't work ends with one clear
 * line, and status 78 for a wrong configuration.
 */
export function runMain({ app, config }: ProcessDescription, main: () => Promise<void>): void {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    process.stderr.write(
      `Rescind needs Node 24 or newer; this is ${process.version}. "npm start" brings its own.\n`,
    );
    process.exit(1);
  }
  if (process.argv.some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(configHelp(app, config));
    return;
  }
  main().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof ConfigError ? 78 : 1);
  });
}
