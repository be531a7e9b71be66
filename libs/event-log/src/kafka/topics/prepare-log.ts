import { Backoff, pause } from '#async';
import { EventLogError } from '../../event-log.errors.js';
import type { GenerationCache } from './generation-cache.js';
import { openClient } from '../client/kafka-client.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { ensureGenerations } from './partition-genesis.js';
import { declareTopics } from './topic-admin.js';
import type { TopicDeclaration } from './topic-declaration.js';

const LONGEST_WAIT_MS = 2_000;

/**
 * Prepares the log for use: waits for the brokers (and reports it), creates or checks the topics, reads the generations.
 * @throws EventLogError `TOPIC_MISCONFIGURED`, `LOG_CLOSED`
 */
export async function prepareLog(
  topics: readonly TopicDeclaration[],
  settings: KafkaLogSettings,
  generations: GenerationCache,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff();
  while (!signal.aborted) {
    try {
      await prepareOnce(topics, settings, generations);
      return;
    } catch (error) {
      if (error instanceof EventLogError && !error.retriable) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      settings.onWaiting(`Kafka at ${settings.brokers.join(', ')}: ${detail}`);
      await pause(Math.min(backoff.nextMs(), LONGEST_WAIT_MS), signal);
    }
  }
  throw new EventLogError('LOG_CLOSED', 'the log was closed while it was starting', false);
}

async function prepareOnce(
  topics: readonly TopicDeclaration[],
  settings: KafkaLogSettings,
  generations: GenerationCache,
): Promise<void> {
  const client = openClient(settings);
  const admin = client.kafka.admin();
  try {
    await admin.connect();
    await declareTopics(admin, topics, settings);
  } finally {
    client.destroy();
  }
  await ensureGenerations(topics, settings, generations);
}
