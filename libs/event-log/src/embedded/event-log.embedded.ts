import { EmbeddedDatabaseError, type EmbeddedDatabase } from '#embedded';
import { EventLogError } from '../event-log.errors.js';
import {
  DECISIONS_TOPIC,
  USAGE_TOPIC,
  type Appended,
  type AppendOptions,
  type EventLog,
  type ConsumeOptions,
  type LogConsumer,
  type NewRecord,
  type PartitionBounds,
  type ConsumerGroupOptions,
  type StartAt,
  type TopicName,
} from '../event-log.port.js';
import { LogPartition } from './partition/log-partition.js';
import { LogStorage } from './storage/log-storage.sqlite.js';
import { openTopic } from './storage/open-topic.js';
import { partitionOfKey } from './partition/partition-of-key.js';
import { PartitionConsumer } from './consume/partition-consumer.js';
import { ConsumerHealth } from '../consumer/consumer-health.js';
import { ConsumerGroup } from './consume/consumer-group.js';

type Topics = ReadonlyMap<TopicName, readonly LogPartition[]>;

/** Databases with a started log. A second log on one of them would assign the same offsets again. */
const databasesInUse = new WeakSet<EmbeddedDatabase>();

/** What {@link EmbeddedLog} needs. */
export interface EmbeddedLogSettings {
  readonly database: EmbeddedDatabase;
  /** `undefined`: as many as stored, or the default for a new topic. */
  readonly partitions: { readonly decisions: number | undefined; readonly usage: number | undefined };
  /** Epoch ms. */
  readonly clock: () => number;
  readonly newGeneration: () => string;
}

/** The event log on a local database: durable, for one process. */
export class EmbeddedLog implements EventLog {
  readonly description: string;
  readonly #settings: EmbeddedLogSettings;
  readonly #storage: LogStorage;
  readonly #consumers = new Set<LogConsumer>();
  readonly #groups = new Map<string, ConsumerGroup>();
  #topics: Topics | undefined;
  #starting: Promise<Topics> | undefined;
  #closing: Promise<void> | undefined;

  constructor(settings: EmbeddedLogSettings) {
    this.#settings = settings;
    this.#storage = new LogStorage(settings.database);
    this.description = `embedded log in ${settings.database.file} (SQLite; one process, one disk)`;
  }

  async start(): Promise<void> {
    this.#refuseIfClosed();
    this.#starting ??= this.#open();
    try {
      this.#topics = await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      throw asLogError(error);
    }
  }

  partitions(topic: TopicName): number {
    return this.#partitionsOf(topic).length;
  }

  partitionOf(topic: TopicName, key: string): number {
    return partitionOfKey(key, this.partitions(topic));
  }

  async append(topic: TopicName, record: NewRecord, options?: AppendOptions): Promise<Appended> {
    this.#refuseIfClosed();
    return this.#partition(topic, this.partitionOf(topic, record.key)).append(record, options);
  }

  async bounds(topic: TopicName, partition: number): Promise<PartitionBounds> {
    this.#refuseIfClosed();
    return Promise.resolve(this.#partition(topic, partition).bounds);
  }

  async consume({ topic, from, onBatch, onGap, onHealth }: ConsumeOptions): Promise<LogConsumer> {
    this.#refuseIfClosed();
    const starts = from === 'all' ? this.#everyPartitionFromItsStart(topic) : from;
    const wanted = [...starts].map(([number, start]) => ({
      partition: this.#partition(topic, number),
      start,
    }));
    const handlers = { onBatch, onGap, health: new ConsumerHealth(onHealth) };
    const consumers = wanted.map(({ partition, start }) => new PartitionConsumer(partition, start, handlers));
    return Promise.resolve(this.#register(() => Promise.all(consumers.map((consumer) => consumer.close()))));
  }

  async joinGroup(options: ConsumerGroupOptions): Promise<LogConsumer> {
    this.#refuseIfClosed();
    const group = this.#group(options.group);
    try {
      const member = await group.join(options);
      const consumer = this.#register(() => member.close());
      if (this.#closing !== undefined) await consumer.close();
      this.#refuseIfClosed();
      return consumer;
    } catch (error) {
      throw asLogError(error);
    }
  }

  /**
   * Deletes the records of a partition below an offset, for ever; consumers that haven't read them meet a gap.
   * @throws EventLogError `LOG_UNAVAILABLE`
   */
  async deleteBefore(topic: TopicName, partition: number, offset: number): Promise<void> {
    this.#refuseIfClosed();
    try {
      await this.#partition(topic, partition).deleteBefore(offset);
    } catch (error) {
      throw asLogError(error);
    }
  }

  /** Finishes the appends that are under way and stops every consumer; the database stays open. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const appends = [...(this.#topics?.values() ?? [])].flat().map((partition) => partition.idle());
    await Promise.all([...appends, ...[...this.#consumers].map((consumer) => consumer.close())]);
    if (this.#topics !== undefined) databasesInUse.delete(this.#settings.database);
  }

  async #open(): Promise<Topics> {
    const { database, partitions, clock, newGeneration } = this.#settings;
    if (databasesInUse.has(database)) {
      throw new EventLogError(
        'LOG_UNAVAILABLE',
        `${database.file} already has a started log in this process`,
        false,
      );
    }
    databasesInUse.add(database);
    try {
      await this.#storage.createTables();
      const topics = new Map<TopicName, readonly LogPartition[]>();
      for (const [topic, wanted] of [
        [DECISIONS_TOPIC, partitions.decisions],
        [USAGE_TOPIC, partitions.usage],
      ] as const) {
        const stored = await openTopic(this.#storage, topic, { partitions: wanted, newGeneration });
        topics.set(
          topic,
          stored.map((partition) => new LogPartition(this.#storage, clock, partition)),
        );
      }
      return topics;
    } catch (error) {
      databasesInUse.delete(database);
      throw error;
    }
  }

  #partitionsOf(topic: TopicName): readonly LogPartition[] {
    const partitions = this.#topics?.get(topic);
    if (partitions === undefined)
      throw new EventLogError('LOG_UNAVAILABLE', 'the log was not started', false);
    return partitions;
  }

  #partition(topic: TopicName, number: number): LogPartition {
    const partition = this.#partitionsOf(topic)[number];
    if (partition === undefined) throw new RangeError(`${topic} has no partition ${String(number)}`);
    return partition;
  }

  #everyPartitionFromItsStart(topic: TopicName): ReadonlyMap<number, StartAt> {
    return new Map(
      this.#partitionsOf(topic).map(({ partition }) => [partition, { generation: null, offset: 0 }]),
    );
  }

  #group(name: string): ConsumerGroup {
    const partitions = [...this.#partitionsOf(DECISIONS_TOPIC), ...this.#partitionsOf(USAGE_TOPIC)];
    const group = this.#groups.get(name) ?? new ConsumerGroup(name, this.#storage, partitions);
    this.#groups.set(name, group);
    return group;
  }

  #register(stop: () => Promise<unknown>): LogConsumer {
    const consumer: LogConsumer = {
      close: async () => {
        await stop();
        this.#consumers.delete(consumer);
      },
    };
    this.#consumers.add(consumer);
    return consumer;
  }

  #refuseIfClosed(): void {
    if (this.#closing !== undefined) throw new EventLogError('LOG_CLOSED', 'the log has been closed', false);
  }
}

function asLogError(error: unknown): unknown {
  if (!(error instanceof EmbeddedDatabaseError)) return error;
  return new EventLogError('LOG_UNAVAILABLE', error.message, error.retriable, { cause: error });
}
