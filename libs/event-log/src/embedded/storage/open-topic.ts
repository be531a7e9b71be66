import { EventLogError } from '../../event-log.errors.js';
import { DECISIONS_TOPIC, type TopicName } from '../../event-log.port.js';
import type { LogStorage, StoredPartition } from './log-storage.sqlite.js';

const DEFAULT_PARTITIONS = 4;
const MAX_PARTITIONS = 1_024;

/** How many partitions a topic is to have, and what names a new one. */
export interface TopicSettings {
  /** Left out: as many as the topic has, or 4 for a new one. */
  readonly partitions: number | undefined;
  readonly newGeneration: () => string;
}

/**
 * Makes the topic's partitions if it has none, and answers them.
 * @throws EventLogError `TOPIC_MISCONFIGURED` for another number of partitions than it was made with: keys would move; and for
 * decisions, which are kept for ever, whose first ones are gone: nobody can say what they revoked.
 */
export async function openTopic(
  storage: LogStorage,
  topic: TopicName,
  settings: TopicSettings,
): Promise<StoredPartition[]> {
  const wanted = settings.partitions;
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_PARTITIONS)) {
    throw misconfigured(`${topic} cannot have ${String(wanted)} partitions: 1 to ${String(MAX_PARTITIONS)}`);
  }
  const stored = await storage.partitions(topic);
  if (stored.length === 0) {
    const generations = Array.from({ length: wanted ?? DEFAULT_PARTITIONS }, settings.newGeneration);
    await storage.createPartitions(topic, generations);
    return storage.partitions(topic);
  }
  if (wanted !== undefined && wanted !== stored.length) {
    throw misconfigured(
      `${topic} was made with ${String(stored.length)} partitions, which never changes; ${String(wanted)} were asked for`,
    );
  }
  const beheaded = topic === DECISIONS_TOPIC ? stored.find(({ first }) => first > 0) : undefined;
  if (beheaded !== undefined) {
    throw misconfigured(
      `${topic}/${String(beheaded.partition)} is kept for ever and no longer begins at offset 0, but at ${String(beheaded.first)}`,
    );
  }
  return stored;
}

function misconfigured(message: string): EventLogError {
  return new EventLogError('TOPIC_MISCONFIGURED', message, false);
}
