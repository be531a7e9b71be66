import { EventLogError } from '../event-log.errors.js';
import {
  type AppendOptions,
  type Appended,
  type EventLog,
  type ConsumeOptions,
  type LogConsumer,
  MAX_RECORD_BYTES,
  type NewRecord,
  type PartitionBounds,
  type ConsumerGroupOptions,
  type TopicName,
} from '../event-log.port.js';
import { PartitionProducer } from './append/partition-producer.js';
import type { PartitionAddress } from './records/fetch-client.js';
import { GenerationCache } from './topics/generation-cache.js';
import type { KafkaLogSettings } from './client/kafka-log.options.js';
import { openProducer } from './append/idempotent-producer.js';
import { AssignedConsumer } from './consume/assigned-consumer.js';
import { GroupConsumer } from './consume/group-consumer.js';
import { partitionOfKey } from './records/partition-of-key.js';
import { prepareLog } from './topics/prepare-log.js';
import { declaredTopics, type TopicDeclaration } from './topics/topic-declaration.js';
import { encodeRecord } from './records/wire-record.codec.js';

const APPEND_WITHIN_MS = 5_000;

/** The event log on Kafka. */
export class KafkaLog implements EventLog {
  readonly description: string;
  readonly #settings: KafkaLogSettings;
  readonly #topics: ReadonlyMap<TopicName, TopicDeclaration>;
  readonly #generations: GenerationCache;
  readonly #producers = new Map<string, PartitionProducer>();
  readonly #consumers = new Set<LogConsumer>();
  readonly #closing = new AbortController();

  constructor(settings: KafkaLogSettings) {
    this.#settings = settings;
    this.#topics = new Map(declaredTopics(settings).map((topic) => [topic.name, topic]));
    this.#generations = new GenerationCache(settings);
    const topics = [...this.#topics.values()].map(({ topic }) => topic);
    this.description = `Kafka at ${settings.brokers.join(', ')}, topics ${topics.join(', ')}`;
  }

  async start(): Promise<void> {
    this.#refuseIfClosed();
    await prepareLog([...this.#topics.values()], this.#settings, this.#generations, this.#closing.signal);
  }

  partitions(topic: TopicName): number {
    return this.#topic(topic).partitions;
  }

  partitionOf(topic: TopicName, key: string): number {
    return partitionOfKey(key, this.partitions(topic));
  }

  async append(topic: TopicName, record: NewRecord, options: AppendOptions = {}): Promise<Appended> {
    this.#refuseIfClosed();
    const bytes = Buffer.byteLength(record.value);
    if (bytes > MAX_RECORD_BYTES) {
      const message = `a record of ${String(bytes)} bytes; at most ${String(MAX_RECORD_BYTES)}`;
      throw new EventLogError('RECORD_TOO_LARGE', message, false);
    }
    const partition = this.partitionOf(topic, record.key);
    const address = this.#address(topic, partition);
    const generation = this.#generations.generation(address);
    const { deadlineMs = APPEND_WITHIN_MS, priority = 'normal' } = options;
    const message = encodeRecord(record, partition, generation);
    const { baseOffset, appendedAtMs } = await this.#producer(address).append(message, deadlineMs, priority);
    return { partition, generation, offset: baseOffset, appendedAtMs };
  }

  async bounds(topic: TopicName, partition: number): Promise<PartitionBounds> {
    this.#refuseIfClosed();
    return this.#generations.bounds(this.#address(topic, partition));
  }

  async consume(options: ConsumeOptions): Promise<LogConsumer> {
    this.#refuseIfClosed();
    const { topic, partitions } = this.#topic(options.topic);
    const context = { settings: this.#settings, generations: this.#generations };
    return Promise.resolve(this.#register(new AssignedConsumer(options, topic, partitions, context)));
  }

  async joinGroup(options: ConsumerGroupOptions): Promise<LogConsumer> {
    this.#refuseIfClosed();
    const topics = options.topics.map((name) => this.#topic(name));
    const consumer = new GroupConsumer({
      options,
      group: this.#settings.topicPrefix + options.group,
      topics: new Map(topics.map(({ topic, name }) => [topic, name])),
      partitions: topics.reduce((sum, { partitions }) => sum + partitions, 0),
      settings: this.#settings,
      generations: this.#generations,
    });
    return Promise.resolve(this.#register(consumer));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    await Promise.all([...this.#producers.values()].map((producer) => producer.close()));
    this.#generations.close();
  }

  #producer(address: PartitionAddress): PartitionProducer {
    const name = `${address.topic}/${String(address.partition)}`;
    let producer = this.#producers.get(name);
    if (producer === undefined) {
      const open = () => openProducer(address, this.#settings);
      producer = new PartitionProducer({ name, openProducer: open, logger: this.#settings.logger });
      this.#producers.set(name, producer);
    }
    return producer;
  }

  #register(consumer: LogConsumer): LogConsumer {
    this.#consumers.add(consumer);
    return {
      close: async () => {
        await consumer.close();
        this.#consumers.delete(consumer);
      },
    };
  }

  #topic(name: TopicName): TopicDeclaration {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw new TypeError(`not a topic of this log: ${name}`);
    return topic;
  }

  #address(name: TopicName, partition: number): PartitionAddress {
    const { topic, partitions } = this.#topic(name);
    if (partition < 0 || partition >= partitions)
      throw new RangeError(`no partition ${String(partition)} in ${name}`);
    return { topic, partition };
  }

  #refuseIfClosed(): void {
    if (this.#closing.signal.aborted) throw new EventLogError('LOG_CLOSED', 'the log is closed', false);
  }
}
