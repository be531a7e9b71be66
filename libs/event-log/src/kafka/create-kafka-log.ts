import type { EventLog } from '../event-log.port.js';
import { type KafkaLogOptions, settingsOf } from './client/kafka-log.options.js';
import { patchRequestQueue } from './client/request-queue.patch.js';
import { KafkaLog } from './event-log.kafka.js';

/**
 * An event log on Apache Kafka (3.0 or later). It connects when it is started.
 *
 * @throws TypeError that names everything that is wrong with the options
 * @throws KafkajsInternalsError where the installed kafkajs isn't built like the version that was tested
 * @example
 * const log = createKafkaLog({
 *   brokers: ['kafka-1:9092', 'kafka-2:9092'],
 *   clientId: 'control',
 *   partitions: { decisions: 12, usage: 24 },
 *   onWaiting: (detail) => console.log(`waiting for ${detail}`),
 * });
 * await log.start();
 * const { offset } = await log.append('rescind.decisions.v1', { key: 'org-1', value: '{}' });
 */
export function createKafkaLog(options: KafkaLogOptions): EventLog {
  const settings = settingsOf(options);
  // Here and not only when a client is opened: `start` waits for brokers as long as it takes, and would wait for this, too.
  patchRequestQueue();
  return new KafkaLog(settings);
}
