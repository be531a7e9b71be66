import { z } from 'zod';
import { isIpRange } from '#domain';

/** The environment has names that are missing or wrong; the message lists all of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
}

/**
 * Reads a process's configuration from its environment, every problem at once. Empty values count as absent.
 * @throws ConfigError
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
  throw new ConfigError(`The configuration is not usable:\n${lines.join('\n')}`);
}

const port = z.coerce.number().int().min(0).max(65_535);
/** Parts between commas. */
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
/** An address that others reach: paths are put behind it, so it has neither query nor fragment, and it is shown, so no password. */
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .refine(isPlain, 'must have no credentials, query or fragment');

function isPlain(text: string): boolean {
  const { username, password, search, hash } = URL.parse(text) ?? {};
  return username === '' && password === '' && search === '' && hash === '';
}

/** Addresses and ranges; never everybody, which would let every caller say where it comes from. */
const addressRanges = list.refine(
  (all) => all.every((range) => isIpRange(range) && !range.endsWith('/0')),
  'must be addresses or ranges in CIDR notation without host bits, and not everybody',
);

/** Names that every app reads. */
export const COMMON_CONFIG = z.object({
  RESCIND_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  RESCIND_PORT: port.default(4000).describe('Port to listen on; 0 takes a free one.'),
  RESCIND_PUBLIC_URL: httpUrl
    .optional()
    .describe(
      'Where clients reach this deployment; issuers are `<url>/o/<org>`. Default: the address listened on.',
    ),
  RESCIND_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least level that is logged.'),
  RESCIND_DEFAULT_RESOURCE: z
    .url()
    .optional()
    .describe('Audience of tokens whose request names no resource. Default: the public URL.'),
  RESCIND_TRUSTED_PROXIES: addressRanges
    .default([])
    .describe(
      'Comma-separated addresses and CIDR ranges of the proxies whose `X-Forwarded-For` is believed. Default: none, the caller’s address is the socket’s.',
    ),
});

/** Names that the apps of a distributed deployment read besides. */
export const DISTRIBUTED_CONFIG = COMMON_CONFIG.extend({
  RESCIND_PUBLIC_URL: httpUrl.describe(
    'Where clients reach this deployment; issuers are `<url>/o/<org>`. The same for every process of a deployment.',
  ),
  KAFKA_BROKERS: brokers.describe('Comma-separated `host:port` of the Kafka brokers.'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,200}$/, 'may hold letters, digits, ".", "_" and "-"')
    .default('')
    .describe('Put before the topics’ names.'),
  KAFKA_DECISION_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(6)
    .describe('Partitions of the decision log; never changes.'),
  KAFKA_USAGE_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(12)
    .describe('Partitions of the usage log; never changes.'),
  KAFKA_REPLICATION_FACTOR: z.coerce
    .number()
    .int()
    .min(1)
    .max(7)
    .default(3)
    .describe('Replicas of each partition; with 2 or more, a write waits for 2.'),
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
    .describe('Redis for the hot revocation index; without it introspection reads the fold.'),
  RESCIND_KEY_ENCRYPTION_KEY: z
    .base64url()
    .refine((text) => Buffer.from(text, 'base64url').length === 32, 'must be 32 bytes, base64url')
    .describe('Key-encryption key: 32 random bytes, base64url. The same for every process of a deployment.'),
});

/** Names that preset the service client. */
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
