import { z } from 'zod';
import { isIpRange } from '#domain';

/** Environment variables are missing or wrong. The message lists all of them, with what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
}

/**
 * Reads a process's configuration from its environment. An empty value counts as absent.
 * @throws ConfigError with every problem at once
 */
export function parseConfig<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(
    `The configuration can't be used. Correct these environment variables and start again:\n${lines.join('\n')}`,
  );
}

const port = z.coerce.number().int().min(0).max(65_535);
/** A comma-separated list; spaces around its parts don't count. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const brokers = list.refine(
  (all) => all.length > 0 && all.every((broker) => /^[^\s:]+:\d{1,5}$|^\[[^\s\]]+\]:\d{1,5}$/.test(broker)),
  'must be host:port,host:port',
);
/** A URL that clients use. Paths are appended to it, so it has no query or fragment. It is shown to anybody, so it has no password. */
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .refine(isPlain, 'must have no credentials, query or fragment');

function isPlain(text: string): boolean {
  const { username, password, search, hash } = URL.parse(text) ?? {};
  return username === '' && password === '' && search === '' && hash === '';
}

/** Addresses and CIDR ranges of proxies. A range of all addresses is refused: every caller could then claim any address. */
const addressRanges = list.refine(
  (all) => all.every((range) => isIpRange(range) && !range.endsWith('/0')),
  'must be addresses or CIDR ranges without host bits, such as 10.0.0.0/8, and no range of all addresses',
);

/** Environment variables that every app reads. */
export const COMMON_CONFIG = z.object({
  RESCIND_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  RESCIND_PORT: port.default(4000).describe('Port to listen on; 0: any free port.'),
  RESCIND_PUBLIC_URL: httpUrl
    .optional()
    .describe(
      'Where clients reach this deployment; issuers are `<url>/o/<org>`. Default: the address listened on.',
    ),
  RESCIND_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Lowest level that is logged.'),
  RESCIND_DEFAULT_RESOURCE: z
    .url()
    .optional()
    .describe('Audience of tokens whose request names no resource. Default: the public URL.'),
  RESCIND_TRUSTED_PROXIES: addressRanges
    .default([])
    .describe(
      'Comma-separated addresses and CIDR ranges of the proxies whose `X-Forwarded-For` is believed. Default: none; a caller’s address is that of its connection.',
    ),
});

/** Environment variables that the apps of a distributed deployment read as well. */
export const DISTRIBUTED_CONFIG = COMMON_CONFIG.extend({
  RESCIND_PUBLIC_URL: httpUrl.describe(
    'Where clients reach this deployment; issuers are `<url>/o/<org>`. The same for every process of a deployment.',
  ),
  KAFKA_BROKERS: brokers.describe('Comma-separated `host:port` of the Kafka brokers.'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,200}$/, 'may hold letters, digits, ".", "_" and "-"')
    .default('')
    .describe('Prefix of the topics’ names.'),
  KAFKA_DECISION_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(6)
    .describe('Partitions of the decision log. Must never be changed later.'),
  KAFKA_USAGE_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(12)
    .describe('Partitions of the usage log. Must never be changed later.'),
  KAFKA_REPLICATION_FACTOR: z.coerce
    .number()
    .int()
    .min(1)
    .max(7)
    .default(3)
    .describe('Replicas of each partition. With 2 or more, a write waits until 2 have it.'),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/./, 'must begin with mongodb:// or mongodb+srv://')
    .describe('MongoDB connection string.'),
  MONGODB_DATABASE: z
    .string()
    .default('rescind')
    .describe('Database for read models, credentials and OIDC storage.'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, 'must begin with redis:// or rediss://')
    .optional()
    .describe(
      'Redis for the hot revocation index. Without it, introspection answers from the issuer’s own fold of the decision log.',
    ),
  RESCIND_KEY_ENCRYPTION_KEY: z
    .base64url()
    .refine((text) => Buffer.from(text, 'base64url').length === 32, 'must be 32 bytes, base64url')
    .describe('Key-encryption key: 32 random bytes, base64url. The same for every process of a deployment.'),
});

/** Environment variables that preset the service client of the first start. */
export const BOOTSTRAP_CONFIG = z.object({
  RESCIND_BOOTSTRAP_CLIENT_ID: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('client_id of the service client made at the first start.'),
  RESCIND_BOOTSTRAP_CLIENT_SECRET: z.string().min(1).max(512).optional().describe('Its client_secret.'),
  RESCIND_BOOTSTRAP_SCOPES: z
    .string()
    .optional()
    .describe('Its scopes, separated by spaces. Default: all permissions.'),
});

/** What a common configuration parses to. */
export type CommonConfig = z.output<typeof COMMON_CONFIG>;
/** What a distributed configuration parses to. */
export type DistributedConfig = z.output<typeof DISTRIBUTED_CONFIG>;
/** What a bootstrap configuration parses to. */
export type BootstrapConfig = z.output<typeof BOOTSTRAP_CONFIG>;
