import { type Admin, Kafka, logLevel, Partitioners } from 'kafkajs';
import type { EventLog, StartAt, TopicName } from '../../libs/event-log/src/event-log.port.js';
import { createKafkaLog, type KafkaLogOptions } from '../../libs/event-log/src/kafka/index.js';
import { patchRequestQueue } from '../../libs/event-log/src/kafka/client/request-queue.patch.js';
import { until } from '#event-log/testing';
import { uniqueTopicPrefix } from './isolation.js';

/** Logs with topics of their own on one broker, and the administrator's hand on those topics. */
export class KafkaWorkbench {
  readonly topicPrefix = uniqueTopicPrefix('kafka-log');
  readonly #brokers: readonly string[];
  readonly #logs: EventLog[] = [];
  readonly #kafka: Kafka;

  constructor(brokers: readonly string[]) {
    patchRequestQueue();
    this.#brokers = brokers;
    this.#kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  }

  /** A log of one partition per topic; not started. */
  make(options: Partial<KafkaLogOptions> = {}): EventLog {
    const log = createKafkaLog({
      brokers: this.#brokers,
      clientId: 'workbench',
      topicPrefix: this.topicPrefix,
      partitions: { decisions: 1, usage: 1 },
      ...options,
    });
    this.#logs.push(log);
    return log;
  }

  async started(options: Partial<KafkaLogOptions> = {}): Promise<EventLog> {
    const log = this.make(options);
    await log.start();
    return log;
  }

  /** A topic as someone else might have created it. */
  createTopic(
    name: TopicName,
    partitions: number,
    settings: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const configEntries = Object.entries(settings).map(([setting, value]) => ({ name: setting, value }));
    const topic = { topic: this.topicPrefix + name, numPartitions: partitions, configEntries };
    return this.asAdmin(async (admin) => {
      // kafkajs' own wait for the leaders gives up when a broker does not know the topic yet.
      await admin.createTopics({ waitForLeaders: false, topics: [topic] });
      await until(async () => (await admin.fetchTopicOffsets(topic.topic)).length === partitions);
    });
  }

  deleteTopic(name: TopicName): Promise<unknown> {
    return this.asAdmin((admin) => admin.deleteTopics({ topics: [this.topicPrefix + name] }));
  }

  /** Lets the records below an offset expire. */
  deleteBefore(name: TopicName, offset: number, partition = 0): Promise<unknown> {
    const topic = this.topicPrefix + name;
    return this.asAdmin(async (admin) => {
      // kafkajs looks for the partition's leader only where it has asked for the topic before.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    });
  }

  /** The end of partition 0, counting what readers don't get. */
  async rawEnd(name: TopicName): Promise<number> {
    const [partition] = await this.asAdmin((admin) => admin.fetchTopicOffsets(this.topicPrefix + name));
    return Number(partition?.high);
  }

  /** Writes past the log, as a stranger would. */
  async writeRaw(
    name: TopicName,
    headers: Readonly<Record<string, string>>,
    values: readonly string[],
  ): Promise<void> {
    const producer = this.#kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const messages = values.map((value) => ({ key: 'raw', value, headers: { ...headers }, partition: 0 }));
    await producer.send({ topic: this.topicPrefix + name, messages });
    await producer.disconnect();
  }

  async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Closes the logs and deletes their topics. */
  async dispose(): Promise<void> {
    await Promise.all(this.#logs.map((log) => log.close()));
    await this.asAdmin(async (admin) => {
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(this.topicPrefix));
      await admin.deleteTopics({ topics });
    });
  }
}

/** Partition 0 from a position on. */
export function at(generation: string | null, offset: number): ReadonlyMap<number, StartAt> {
  return new Map([[0, { generation, offset }]]);
}
