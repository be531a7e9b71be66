import { randomUUID } from 'node:crypto';
import { type Consumer, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { LogRecord } from '#event-log';
import type { Closers } from '../shared/closers.ts';
import type { Deployment } from './deployment.ts';

// The settings with which readers of the decision log fetch.
const FETCH_WAIT_MS = 500;
const FETCH_BYTES = 1024 * 1024;
const ROUND_TRIP_WITHIN_MS = 30_000;

/** What a record of the floor holds. */
export type FloorRecord = Pick<LogRecord, 'value' | 'headers'>;

/** A bare produce and consume: the lower bound for anything that sends a record through this broker with this client. */
export class Floor {
  readonly #topic: string;
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  #arrived: (id: string) => void = () => undefined;

  private constructor(topic: string, producer: Producer, consumer: Consumer) {
    this.#topic = topic;
    this.#producer = producer;
    this.#consumer = consumer;
  }

  /** Makes a topic like that of the decisions, and a producer and a consumer on it. */
  static async start({ brokers, topicPrefix }: Deployment, closers: Closers): Promise<Floor> {
    const kafka = new Kafka({ clientId: 'bench-floor', brokers: [...brokers], logLevel: logLevel.NOTHING });
    const topic = `${topicPrefix}floor`;
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: 1, replicationFactor: 1, configEntries }],
    });
    await admin.disconnect();
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    const consumer = kafka.consumer({
      groupId: topic,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      maxBytesPerPartition: FETCH_BYTES,
    });
    const floor = new Floor(topic, producer, consumer);
    closers.add(() => floor.#close());
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        floor.#arrived(message.key?.toString() ?? '');
        return Promise.resolve();
      },
    });
    return floor;
  }

  /** Sends a record with the same content as the given one and waits until it is consumed; answers ms. */
  async roundTrip({ value, headers }: FloorRecord): Promise<number> {
    const key = randomUUID();
    const arrived = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('a record of the floor did not arrive'));
      }, ROUND_TRIP_WITHIN_MS);
      this.#arrived = (id) => {
        if (id !== key) return;
        clearTimeout(timer);
        resolve(performance.now());
      };
    });
    const sent = performance.now();
    const [at] = await Promise.all([
      arrived,
      this.#producer.send({
        topic: this.#topic,
        acks: -1,
        messages: [{ key, value, headers: { ...headers } }],
      }),
    ]);
    return at - sent;
  }

  async #close(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }
}
