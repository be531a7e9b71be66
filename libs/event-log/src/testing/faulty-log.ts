import {
  type Appended,
  type AppendOptions,
  type EventLog,
  type ConsumeOptions,
  type LogBatch,
  type LogConsumer,
  type NewRecord,
  type PartitionBounds,
  type ConsumerGroupOptions,
  type TopicName,
} from '../event-log.port.js';
import { EventLogError } from '../event-log.errors.js';

/** A real log, and between it and its user faults that a test switches on and off. Any number of them can use one log. */
export class FaultyLog implements EventLog {
  readonly description: string;
  /** Runs before a record goes to the log; a rejection is what the writer gets. */
  beforeAppend: (topic: TopicName, record: NewRecord) => Promise<void> | void = () => undefined;
  /** Runs after a record is in the log and before the writer hears of it; a rejection is what the writer gets. */
  afterAppend: (topic: TopicName, appended: Appended) => Promise<void> | void = () => undefined;
  /** Runs before a batch is delivered to a reader. */
  beforeBatch: (batch: LogBatch) => Promise<void> | void = () => undefined;
  /** Changes a record on its way into the log. */
  tamper: (record: NewRecord) => NewRecord = (record) => record;
  /** How often each batch is delivered. */
  deliveries = 1;
  /** What `bounds` answers instead of the log. */
  boundsFail: EventLogError | null = null;
  private readonly consumers = new Set<ConsumeOptions>();

  constructor(private readonly log: EventLog) {
    this.description = `${log.description}, with faults`;
  }

  start(): Promise<void> {
    return this.log.start();
  }

  partitions(topic: TopicName): number {
    return this.log.partitions(topic);
  }

  partitionOf(topic: TopicName, key: string): number {
    return this.log.partitionOf(topic, key);
  }

  async append(topic: TopicName, record: NewRecord, options?: AppendOptions): Promise<Appended> {
    await this.beforeAppend(topic, record);
    const appended = await this.log.append(topic, this.tamper(record), options);
    await this.afterAppend(topic, appended);
    return appended;
  }

  async bounds(topic: TopicName, partition: number): Promise<PartitionBounds> {
    if (this.boundsFail !== null) throw this.boundsFail;
    return this.log.bounds(topic, partition);
  }

  async consume(options: ConsumeOptions): Promise<LogConsumer> {
    this.consumers.add(options);
    const reader = await this.log.consume({
      ...options,
      onBatch: async (batch) => {
        await this.beforeBatch(batch);
        for (let delivery = 0; delivery < this.deliveries; delivery += 1) await options.onBatch(batch);
      },
    });
    return {
      close: async () => {
        this.consumers.delete(options);
        await reader.close();
      },
    };
  }

  joinGroup(options: ConsumerGroupOptions): Promise<LogConsumer> {
    return this.log.joinGroup(options);
  }

  /** The log under it belongs to whoever opened it. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Reports to every reader that records are missing in a partition. */
  reportGap(topic: TopicName, partition: number): void {
    for (const reader of this.consumers) {
      const found = { generation: 'another', first: 0, end: 0 };
      reader.onGap({
        topic,
        partition,
        kind: 'generation-changed',
        expected: { generation: 'one', offset: 1 },
        found,
      });
    }
  }

  /** Reports to every reader that the connection is lost, or is back. */
  reportHealth(healthy: boolean): void {
    for (const reader of this.consumers)
      reader.onHealth?.(healthy, healthy ? 'connected' : 'connection lost');
  }
}

/** What a log says when nobody answers. */
export function unavailable(): EventLogError {
  return new EventLogError('LOG_UNAVAILABLE', 'no broker answers', true);
}

/** What a log says when it never heard the acknowledgement. */
export function outcomeUnknown(): EventLogError {
  return new EventLogError('APPEND_OUTCOME_UNKNOWN', 'no acknowledgement', true);
}
