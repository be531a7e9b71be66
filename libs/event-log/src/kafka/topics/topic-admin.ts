import kafkajs, { type Admin } from 'kafkajs';
import { pause } from '#async';
import { EventLogError } from '../../event-log.errors.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { configOf, dangersOf, type ExistingTopic, type TopicDeclaration } from './topic-declaration.js';

const DEFAULT_REPLICAS = 3;
const CREATED_WITHIN_MS = 15_000;
const POLL_MS = 20;

/**
 * Creates the topics that are missing and checks those that exist.
 * @throws EventLogError `TOPIC_MISCONFIGURED` that names everything that is wrong with them
 */
export async function declareTopics(
  admin: Admin,
  declarations: readonly TopicDeclaration[],
  settings: KafkaLogSettings,
): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = declarations.filter(({ topic }) => !existing.has(topic));
  if (missing.length > 0) await createTopics(admin, missing, settings);
  // New topics are checked, too: another process may have created them a moment earlier, with other settings.
  const dangers: string[] = [];
  for (const declaration of declarations) {
    const found = dangersOf(await describeTopic(admin, declaration.topic), declaration);
    dangers.push(...found.map((danger) => `${declaration.topic}: ${danger}`));
  }
  if (dangers.length > 0) throw new EventLogError('TOPIC_MISCONFIGURED', dangers.join('; '), false);
}

async function createTopics(
  admin: Admin,
  missing: readonly TopicDeclaration[],
  settings: KafkaLogSettings,
): Promise<void> {
  const brokers = (await admin.describeCluster()).brokers.length;
  const replicas = settings.replicationFactor ?? Math.min(DEFAULT_REPLICAS, brokers);
  // Resolves with false, not with an error, when another process has created them first.
  await admin.createTopics({
    // kafkajs' own wait gives up when a broker does not know the topic yet.
    waitForLeaders: false,
    timeout: CREATED_WITHIN_MS,
    topics: missing.map((declaration) => ({
      topic: declaration.topic,
      numPartitions: declaration.partitions,
      replicationFactor: replicas,
      configEntries: [...configOf(declaration, replicas)].map(([name, value]) => ({ name, value })),
    })),
  });
  for (const { topic } of missing) await waitForLeaders(admin, topic);
}

/** Waits until every partition has a leader, and the broker that is asked knows it. */
async function waitForLeaders(admin: Admin, topic: string): Promise<void> {
  const giveUpAt = performance.now() + CREATED_WITHIN_MS;
  while (!(await hasLeaders(admin, topic))) {
    if (performance.now() > giveUpAt) throw new Error(`${topic} was created but has no leaders`);
    await pause(POLL_MS);
  }
}

async function hasLeaders(admin: Admin, topic: string): Promise<boolean> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.flatMap((each) => each.partitions);
    return partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
  } catch {
    // Most likely a broker that doesn't know the topic yet. Any other reason ends at the deadline.
    return false;
  }
}

async function describeTopic(admin: Admin, topic: string): Promise<ExistingTopic> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics.find((each) => each.name === topic)?.partitions ?? [];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources.flatMap((resource) => resource.configEntries);
  return {
    partitions: partitions.length,
    replicas: Math.min(...partitions.map((partition) => partition.replicas.length)),
    config: new Map(entries.map((entry) => [entry.configName, entry.configValue])),
  };
}
