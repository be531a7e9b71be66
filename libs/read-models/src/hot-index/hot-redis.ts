import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** The commands that the hot index uses. */
export interface HotRedis {
  /** Runs a script that Redis keeps by its digest. */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Options of {@link connectHotRedis}. */
export interface HotRedisOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** How long a command may take, ms. Default 1000. */
  readonly commandTimeoutMs?: number;
  /** Called when the connection is lost or regained. */
  readonly onHealth?: (healthy: boolean) => void;
}

const RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;

/**
 * A connection that fails fast: nothing is queued while it is down and nothing is sent twice; it comes back by itself.
 * Resolves at once, connected or not.
 */
export async function connectHotRedis(options: HotRedisOptions): Promise<HotRedis> {
  // Loaded here, so that who doesn't use Redis doesn't load its client.
  const { Redis } = await import('ioredis');
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    commandTimeout: options.commandTimeoutMs ?? 1000,
    connectTimeout: 2000,
    retryStrategy: (times) => Math.min(times * RETRY_MS, MAX_RETRY_MS),
    // A replica that answers was the primary once: look for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  // Errors are seen by whoever sends a command; without a listener the client prints them.
  redis.on('error', () => undefined);
  redis.on('ready', () => options.onHealth?.(true));
  redis.on('close', () => options.onHealth?.(false));
  return hotRedis(redis);
}

function hotRedis(redis: Redis): HotRedis {
  return {
    async run(script, keys, args) {
      const all = [...keys, ...args];
      try {
        return await redis.evalsha(digestOf(script), keys.length, ...all);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return redis.eval(script, keys.length, ...all);
      }
    },
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

const digests = new Map<string, string>();

function digestOf(script: string): string {
  const known = digests.get(script);
  if (known !== undefined) return known;
  const digest = createHash('sha1').update(script).digest('hex');
  digests.set(script, digest);
  return digest;
}
