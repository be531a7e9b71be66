/** Every administrative fact and every revocation, kept for ever, keyed by `orgId`. */
export const DECISIONS_TOPIC = 'rescind.decisions.v1';
/** What happens with tokens, keyed by `orgId/appId/userId`, kept as long as the longest grant may live. */
export const USAGE_TOPIC = 'rescind.usage.v1';

/** A topic's name. */
export type TopicName = typeof DECISIONS_TOPIC | typeof USAGE_TOPIC;

/** A record to append. */
export interface NewRecord {
  /** Decides the partition: records of one key are totally ordered. */
  readonly key: string;
  /** UTF-8 text; at most {@link MAX_RECORD_BYTES}. */
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as it is stored in the log. */
export interface LogRecord {
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly offset: number;
  /** Append time on the log's clock (the broker's, or the embedded writer's), epoch ms. */
  readonly appendedAtMs: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where a record was appended. */
export interface Appended {
  readonly partition: number;
  readonly generation: string;
  readonly offset: number;
  readonly appendedAtMs: number;
}

/** What a partition holds. */
export interface PartitionBounds {
  /** Identity of the partition, made when the partition was created: a recreated topic has another one. */
  readonly generation: string;
  /** Offset of the first record that can still be read; equals `end` when there is none. */
  readonly first: number;
  /** Offset after the last record that can be read: a consumer that has read up to it knows everything. */
  readonly end: number;
}

/** Options of {@link EventLog.append}. */
export interface AppendOptions {
  /** How long to wait for the acknowledgement, ms, before the outcome is unknown. Default 5000. */
  readonly deadlineMs?: number;
  /** `high` is sent before everything that waits for the same partition. Default `normal`. */
  readonly priority?: 'high' | 'normal';
}

/** Consecutive records of one partition, in order and without holes. */
export interface LogBatch {
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly records: readonly LogRecord[];
}

/** A consumer has missed records, or the log isn't the one that it knew. It must not simply go on. */
export interface LogGap {
  readonly topic: TopicName;
  readonly partition: number;
  readonly kind: 'generation-changed' | 'records-expired' | 'offset-regressed' | 'offset-skipped';
  readonly expected: { readonly generation: string | null; readonly offset: number };
  readonly found: PartitionBounds;
}

/** Where a consumer starts in a partition. */
export interface StartAt {
  /** Generation that the offset belongs to; `null` where nothing has been read yet. */
  readonly generation: string | null;
  /** The first offset to read; 0 with generation `null` reads everything that is left. */
  readonly offset: number;
}

/** Options of {@link EventLog.consume}. */
export interface ConsumeOptions {
  readonly topic: TopicName;
  /** Partitions to read, each from where; `'all'` reads every partition from the start. */
  readonly from: ReadonlyMap<number, StartAt> | 'all';
  /** Called with one batch at a time per partition, in order. When it rejects, it is called again with the same records. */
  readonly onBatch: (batch: LogBatch) => Promise<void> | void;
  /** Called once per gap. The partition isn't read on; a new consumer may start elsewhere. */
  readonly onGap: (gap: LogGap) => void;
  /** Called when the consumer loses or regains its connection. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** Options of {@link EventLog.joinGroup}. */
export interface ConsumerGroupOptions {
  readonly topics: readonly TopicName[];
  /** Name of the consumer group; its members divide the partitions among them. */
  readonly group: string;
  /** When it resolves, the batch is committed; when it rejects, the batch is delivered again. At least once. */
  readonly onBatch: (batch: LogBatch) => Promise<void>;
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** A running consumer. */
export interface LogConsumer {
  /** Stops reading; resolves when its handler isn't running any more. */
  close(): Promise<void>;
}

/**
 * The event log: append with acknowledgement, consume from an offset, consume in a group. One adapter on Kafka, one on local storage;
 * `libs/event-log/testing` holds the suite that both pass.
 */
export interface EventLog {
  /** One line for people: what stores the records, and where. */
  readonly description: string;
  /** Creates missing topics and checks existing ones. Waits for the server, and says so through `onWaiting`. */
  start(): Promise<void>;
  partitions(topic: TopicName): number;
  /** The partition of a key; stable for the life of the topic. */
  partitionOf(topic: TopicName, key: string): number;
  /**
   * Appends one record; concurrent calls for one partition are grouped into one send.
   * @throws EventLogError `APPEND_OUTCOME_UNKNOWN` after the deadline, `LOG_UNAVAILABLE` when it certainly was not appended,
   * `RECORD_TOO_LARGE`.
   */
  append(topic: TopicName, record: NewRecord, options?: AppendOptions): Promise<Appended>;
  /** @throws EventLogError `LOG_UNAVAILABLE` */
  bounds(topic: TopicName, partition: number): Promise<PartitionBounds>;
  /** Consumes the given partitions from exactly the given offsets, then what is appended. No group, no committed offsets. */
  consume(options: ConsumeOptions): Promise<LogConsumer>;
  /** Consumes as a member of a consumer group, whose committed offsets the log stores. */
  joinGroup(options: ConsumerGroupOptions): Promise<LogConsumer>;
  close(): Promise<void>;
}

/** Largest record value, bytes of UTF-8. */
export const MAX_RECORD_BYTES = 900_000;
