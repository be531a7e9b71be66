import type { KafkaConfig } from 'kafkajs';

/** A line for the operator's log. */
export type LogLine = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

/** Options of `createKafkaLog`. */
export interface KafkaLogOptions {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** Names this process in the brokers' logs. */
  readonly clientId: string;
  /** Goes before the topics' names, e.g. `staging.`; default none. */
  readonly topicPrefix?: string;
  /** How many partitions each topic has. Decided once: an existing topic with another count is refused. */
  readonly partitions: { readonly decisions: number; readonly usage: number };
  /** Copies of each partition, for topics that are created. Default: 3, or as many as there are brokers. */
  readonly replicationFactor?: number;
  /** How long usage facts are kept, ms. Default 400 days. Decisions are kept for ever. */
  readonly usageRetentionMs?: number;
  /** TLS, as kafkajs takes it. */
  readonly ssl?: KafkaConfig['ssl'];
  /** SASL, as kafkajs takes it. */
  readonly sasl?: KafkaConfig['sasl'];
  /** How long one request to a broker may take before the connection counts as dead, ms. Default 3000. */
  readonly requestTimeoutMs?: number;
  readonly logger?: LogLine;
  /** Called while `start` waits for the brokers, with what it waits for. */
  readonly onWaiting?: (detail: string) => void;
}

/** The options with their defaults. */
export interface KafkaLogSettings extends Required<
  Omit<KafkaLogOptions, 'ssl' | 'sasl' | 'replicationFactor'>
> {
  readonly replicationFactor: number | null;
  readonly ssl: KafkaConfig['ssl'];
  readonly sasl: KafkaConfig['sasl'];
}

/** Usage facts are kept at least as long as the longest grant may live. */
export const USAGE_RETENTION_MS = 400 * 24 * 60 * 60 * 1000;
const REQUEST_TIMEOUT_MS = 3_000;
const TOPIC_PREFIX = /^[A-Za-z0-9._-]{0,200}$/;

/** Fills in the defaults. @throws TypeError that names everything that is wrong */
export function settingsOf(options: KafkaLogOptions): KafkaLogSettings {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new TypeError(`Kafka log options: ${problems.join('; ')}`);
  return {
    brokers: options.brokers,
    clientId: options.clientId,
    topicPrefix: options.topicPrefix ?? '',
    partitions: options.partitions,
    replicationFactor: options.replicationFactor ?? null,
    usageRetentionMs: options.usageRetentionMs ?? USAGE_RETENTION_MS,
    ssl: options.ssl,
    sasl: options.sasl,
    requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    logger: options.logger ?? (() => undefined),
    onWaiting: options.onWaiting ?? (() => undefined),
  };
}

function problemsOf(options: KafkaLogOptions): readonly string[] {
  const { brokers, clientId, topicPrefix = '', partitions } = options;
  const checks: readonly (readonly [boolean, string])[] = [
    [brokers.length > 0 && brokers.every((broker) => broker !== ''), 'brokers must name at least one broker'],
    [clientId !== '', 'clientId must not be empty'],
    [TOPIC_PREFIX.test(topicPrefix), 'topicPrefix may hold letters, digits, ".", "_" and "-"'],
    [isCount(partitions.decisions), 'partitions.decisions must be a whole number from 1 on'],
    [isCount(partitions.usage), 'partitions.usage must be a whole number from 1 on'],
    [isCount(options.replicationFactor ?? 1), 'replicationFactor must be a whole number from 1 on'],
    [isCount(options.usageRetentionMs ?? 1), 'usageRetentionMs must be a whole number from 1 on'],
    [isCount(options.requestTimeoutMs ?? 1), 'requestTimeoutMs must be a whole number from 1 on'],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
