import { CompressionTypes, type Message, Partitioners } from 'kafkajs';
import type { PartitionAddress } from '../records/fetch-client.js';
import { openClient } from '../client/kafka-client.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';

// Connecting, metadata, a producer id: a few requests.
const CONNECT_WITHIN_REQUESTS = 3;

/**
 * Switches kafkajs' own retries off: `PartitionProducer` repeats batches itself. kafkajs would go on after the caller has been told that
 * the outcome is unknown, and would hide that a first attempt may have been written. kafkajs refuses 0
 * retries for an idempotent producer; NaN passes that check, and makes `retryCount < retries` false.
 */
const NO_RETRIES = Number.NaN;

/** Where the broker appended a batch. */
export interface Acknowledgement {
  /** Offset of its first record; the others follow. */
  readonly baseOffset: number;
  readonly appendedAtMs: number;
}

/** An idempotent producer for one partition: one send at a time, each tried once. */
export interface IdempotentProducer {
  send(messages: readonly Message[]): Promise<Acknowledgement>;
  /** How many produce requests were sent to the broker so far. */
  readonly requests: () => number;
  /** Cuts its connections: nothing more is sent. */
  readonly destroy: () => void;
}

/** Connects a producer. Rejects as long as no broker answers. */
export async function openProducer(
  address: PartitionAddress,
  settings: KafkaLogSettings,
): Promise<IdempotentProducer> {
  const client = openClient(settings);
  const producer = client.kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: NO_RETRIES },
  });
  const timer = setTimeout(client.destroy, CONNECT_WITHIN_REQUESTS * settings.requestTimeoutMs);
  try {
    await producer.connect();
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    send: async (messages) => {
      const answer = await producer.send({
        topic: address.topic,
        messages: [...messages],
        acks: -1,
        timeout: settings.requestTimeoutMs,
        compression: CompressionTypes.None,
      });
      const [result] = answer.filter(({ partition }) => partition === address.partition);
      if (answer.length !== 1 || result === undefined)
        throw new Error('the acknowledgement is of another partition');
      return { baseOffset: Number(result.baseOffset), appendedAtMs: Number(result.logAppendTime) };
    },
    requests: client.produceRequests,
    destroy: client.destroy,
  };
}
