import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** The commands that the hot index uses. */
export interface HotRedis {
  /** Runs a Lua script; Redis caches it by its digest, so its text is sent only once. */
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
 * Connects to Redis. Commands fail at once while the connection is down, and none is sent twice; the client connects again by itself.
 * Resolves at once, whether or not Redis answers.
 */
export async function connectHotRedis(options: HotRedisOptions): Promise<HotRedis> {
  // Loaded here, so that a process without Redis doesn't load the client.
  const { Redis } = await import('ioredis');
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    commandTimeout: options.commandTimeoutMs ?? 1000,
    connectTimeout: 2000,
    retryStrategy: (times) => Math.min(times * RETRY_MS, MAX_RETRY_MS),
    // This server was the primary and is a replica now: connect again to find the new primary.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  // The sender of a command gets its error; without a listener the client would print it, too.
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
