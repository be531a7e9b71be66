import { EventLogError } from '../../event-log.errors.js';
import { DECISIONS_TOPIC, type TopicName } from '../../event-log.port.js';
import type { LogStorage, StoredPartition } from './log-storage.sqlite.js';

const DEFAULT_PARTITIONS = 4;
const MAX_PARTITIONS = 1_024;

/** How many partitions a topic should have, and how a new one gets its generation. */
export interface TopicSettings {
  /** Left out: as many as the topic has, or 4 for a new one. */
  readonly partitions: number | undefined;
  readonly newGeneration: () => string;
}

/**
 * Returns the topic's partitions; creates them if it has none.
 * @throws EventLogError `TOPIC_MISCONFIGURED` where the number of partitions differs from the stored one, because keys would move; and
 * where the first decisions are gone although they are kept for ever: nobody can say what they revoked.
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
  const cut = topic === DECISIONS_TOPIC ? stored.find(({ first }) => first > 0) : undefined;
  if (cut !== undefined) {
    throw misconfigured(
      `${topic}/${String(cut.partition)} is kept for ever and no longer begins at offset 0, but at ${String(cut.first)}: revocations are missing. Restore the data directory from a backup`,
    );
  }
  return stored;
}

function misconfigured(message: string): EventLogError {
  return new EventLogError('TOPIC_MISCONFIGURED', message, false);
}
