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

/** A record as it stands in the log. */
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

/** Where an appended record went. */
export interface Appended {
  readonly partition: number;
  readonly generation: string;
  readonly offset: number;
  readonly appendedAtMs: number;
}

/** What a partition holds. */
export interface PartitionBounds {
  /** Identity of the partition, made when it was created. */
  readonly generation: string;
  /** Offset of the first record that a reader can still get; equals `end` when there is none. */
  readonly first: number;
  /** Offset after the last record that a reader can get: whoever has read up to it knows everything. */
  readonly end: number;
}

/** Options of {@link EventLog.append}. */
export interface AppendOptions {
  /** How long to wait for the acknowledgement, ms, before the outcome is unknown. Default 5000. */
  readonly deadlineMs?: number;
  /** `high` goes ahead of what is waiting in the same partition's lane. Default `normal`. */
  readonly priority?: 'high' | 'normal';
}

/** A run of records of one partition, in order and without holes. */
export interface LogBatch {
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly records: readonly LogRecord[];
}

/** Something that a reader must not paper over: it missed records, or the log isn't the one it knew. */
export interface LogGap {
  readonly topic: TopicName;
  readonly partition: number;
  readonly kind: 'generation-changed' | 'records-expired' | 'offset-regressed' | 'offset-skipped';
  readonly expected: { readonly generation: string | null; readonly offset: number };
  readonly found: PartitionBounds;
}

/** Where a follower starts in a partition. */
export interface StartAt {
  /** Generation that the offset belongs to; `null` where nothing was read yet. */
  readonly generation: string | null;
  /** The next offset wanted; 0 reads all there is. */
  readonly offset: number;
}

/** Options of {@link EventLog.consume}. */
export interface ConsumeOptions {
  readonly topic: TopicName;
  /** Partitions to read, each from where; `'all'` reads every partition from the start. */
  readonly from: ReadonlyMap<number, StartAt> | 'all';
  /** Called one at a time per partition, in order. A rejection is retried with the same records. */
  readonly onBatch: (batch: LogBatch) => Promise<void> | void;
  /** Called once per gap; the partition stops there until the follower is closed and a new one started. */
  readonly onGap: (gap: LogGap) => void;
  /** Called when the reader loses or regains its connection. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** Options of {@link EventLog.joinGroup}. */
export interface ConsumerGroupOptions {
  readonly topics: readonly TopicName[];
  /** Members of a group share the partitions. */
  readonly group: string;
  /** Resolving commits the batch; a rejection delivers it again. At least once. */
  readonly onBatch: (batch: LogBatch) => Promise<void>;
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** A running reader. */
export interface LogConsumer {
  /** Stops reading; resolves when no handler is running any more. */
  close(): Promise<void>;
}

/**
 * The event log: append with acknowledgement, read from a position, tail. One adapter on Kafka, one on local storage;
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
   * @throws EventLogError `APPEND_OUTCOME_UNKNOWN` after the deadline, `LOG_UNAVAILABLE` when it was surely not appended,
   * `RECORD_TOO_LARGE`.
   */
  append(topic: TopicName, record: NewRecord, options?: AppendOptions): Promise<Appended>;
  /** @throws EventLogError `LOG_UNAVAILABLE` */
  bounds(topic: TopicName, partition: number): Promise<PartitionBounds>;
  /** Reads everything of the partitions asked for, from exactly where it is told, then what comes. */
  consume(options: ConsumeOptions): Promise<LogConsumer>;
  /** Reads as a member of a group whose positions the log keeps. */
  joinGroup(options: ConsumerGroupOptions): Promise<LogConsumer>;
  close(): Promise<void>;
}

/** Largest record value, bytes of UTF-8. */
export const MAX_RECORD_BYTES = 900_000;
