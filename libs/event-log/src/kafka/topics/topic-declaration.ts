import { DECISIONS_TOPIC, MAX_RECORD_BYTES, USAGE_TOPIC, type TopicName } from '../../event-log.port.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';

const FOR_EVER = -1;
// A record's value, its key and headers, and what Kafka puts around them.
const LARGEST_BATCH_BYTES = MAX_RECORD_BYTES + 100_000;

/** What a topic has to be. */
export interface TopicDeclaration {
  readonly name: TopicName;
  /** Its name in Kafka. */
  readonly topic: string;
  readonly partitions: number;
  /** How long records stay, ms; -1: for ever. */
  readonly retentionMs: number;
}

/** A topic as it is. */
export interface ExistingTopic {
  readonly partitions: number;
  /** Copies of the partition that has the fewest. */
  readonly replicas: number;
  /** Kafka's topic settings, by name. */
  readonly config: ReadonlyMap<string, string>;
}

/** What the code declares; topics are created like this. */
export function declaredTopics(settings: KafkaLogSettings): readonly TopicDeclaration[] {
  const { topicPrefix, partitions, usageRetentionMs } = settings;
  return [
    {
      name: DECISIONS_TOPIC,
      topic: topicPrefix + DECISIONS_TOPIC,
      partitions: partitions.decisions,
      retentionMs: FOR_EVER,
    },
    {
      name: USAGE_TOPIC,
      topic: topicPrefix + USAGE_TOPIC,
      partitions: partitions.usage,
      retentionMs: usageRetentionMs,
    },
  ];
}

/** The settings of a new topic. */
export function configOf(declaration: TopicDeclaration, replicas: number): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', 'delete'],
    ['retention.ms', String(declaration.retentionMs)],
    ['retention.bytes', String(FOR_EVER)],
    ['message.timestamp.type', 'LogAppendTime'],
    ['min.insync.replicas', String(inSyncFor(replicas))],
    ['unclean.leader.election.enable', 'false'],
  ]);
}

/** With more than one broker, an acknowledged record must survive the loss of one. */
function inSyncFor(replicas: number): number {
  return Math.min(replicas, 2);
}

/**
 * The differences between an existing topic and its declaration that could lose records, their order or their times; none when it is
 * empty. Settings that only keep more than was asked for are fine.
 */
export function dangersOf(existing: ExistingTopic, declared: TopicDeclaration): readonly string[] {
  const { config, partitions, replicas } = existing;
  const text = (name: string): string => config.get(name) ?? '(unknown)';
  const number = (name: string): number => Number(config.get(name) ?? Number.NaN);
  const least = inSyncFor(replicas);
  const checks: readonly (readonly [boolean, string])[] = [
    [
      partitions === declared.partitions,
      `${String(partitions)} partitions instead of ${String(declared.partitions)}: keys would move`,
    ],
    [
      text('cleanup.policy') === 'delete',
      `cleanup.policy=${text('cleanup.policy')}: compaction removes records`,
    ],
    [
      keeps(number('retention.ms'), declared.retentionMs),
      `retention.ms=${text('retention.ms')} instead of ${String(declared.retentionMs)}`,
    ],
    [
      number('retention.bytes') === FOR_EVER,
      `retention.bytes=${text('retention.bytes')}: records go when space is short`,
    ],
    [
      text('message.timestamp.type') === 'LogAppendTime',
      `message.timestamp.type=${text('message.timestamp.type')}: times would be the writers' own`,
    ],
    [
      text('unclean.leader.election.enable') === 'false',
      'unclean.leader.election.enable is on: acknowledged records can be lost',
    ],
    [
      number('min.insync.replicas') >= least,
      `min.insync.replicas=${text('min.insync.replicas')} of ${String(replicas)} replicas instead of ${String(least)}`,
    ],
    [
      number('max.message.bytes') >= LARGEST_BATCH_BYTES,
      `max.message.bytes=${text('max.message.bytes')}: the largest record does not fit`,
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, danger]) => danger);
}

function keeps(retentionMs: number, declaredMs: number): boolean {
  if (retentionMs === FOR_EVER) return true;
  return declaredMs !== FOR_EVER && retentionMs >= declaredMs;
}
