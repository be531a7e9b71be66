import { openClient, type KafkaClient } from '../client/kafka-client.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { createCluster, type KafkajsBroker, type KafkajsCluster } from '../client/kafkajs-cluster.js';
import { decodeMessage, type WireRecord } from './wire-record.codec.js';

// No record here is part of a transaction, so there are no uncommitted ones to wait for.
const READ_UNCOMMITTED = 0;
const EARLIEST = -2;
const LATEST = -1;
const FETCH_BYTES = 1024 * 1024;

/** The offsets that a partition holds: from `first` up to, not including, `end`. */
export interface OffsetRange {
  readonly first: number;
  readonly end: number;
}

/** A partition by its topic's name in Kafka. */
export interface PartitionAddress {
  readonly topic: string;
  readonly partition: number;
}

/** How long and how much to fetch. */
export interface FetchLimits {
  /** How long the broker may wait for a first record, ms. */
  readonly maxWaitMs: number;
  /** About how much it may answer, bytes; at least one batch comes if there is one. Default 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * Fetches records at the offsets that it is given; it has no group and no position of its own. After any failure it is of no more use:
 * destroy it, open another one, and check what the partition holds before reading on.
 */
export class FetchClient {
  readonly #client: KafkaClient;
  readonly #cluster: KafkajsCluster;
  readonly #requestTimeoutMs: number;
  readonly #leaders = new Map<string, Promise<KafkajsBroker>>();
  #connected: Promise<void> | null = null;

  constructor(settings: KafkaLogSettings) {
    this.#client = openClient(settings);
    this.#cluster = createCluster(this.#client.kafka);
    this.#requestTimeoutMs = settings.requestTimeoutMs;
  }

  /** What the partition holds now; asked of its leader. */
  async range({ topic, partition }: PartitionAddress): Promise<OffsetRange> {
    const leader = await this.#leader({ topic, partition });
    const ask = async (timestamp: number): Promise<number> => {
      const request = { topics: [{ topic, partitions: [{ partition, timestamp }] }] };
      const { responses } = await this.#within(0, leader.listOffsets(request));
      const offset = responses[0]?.partitions[0]?.offset;
      if (offset === undefined) throw new Error(`no offset of ${topic}/${String(partition)} in the answer`);
      return Number(offset);
    };
    const [first, end] = await Promise.all([ask(EARLIEST), ask(LATEST)]);
    return { first, end };
  }

  /**
   * The records from an offset on, as many as fit; none if none came within `maxWaitMs`.
   * @throws kafkajs errors, among them one for an offset that the partition doesn't hold
   */
  async fetch(
    address: PartitionAddress,
    offset: number,
    { maxWaitMs, maxBytes = FETCH_BYTES }: FetchLimits,
  ): Promise<readonly WireRecord[]> {
    const { topic, partition } = address;
    const leader = await this.#leader(address);
    const fetchOffset = String(offset);
    const request = {
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes,
      isolationLevel: READ_UNCOMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset, maxBytes }] }],
    };
    const { responses } = await this.#within(maxWaitMs, leader.fetch(request));
    const messages = responses[0]?.partitions[0]?.messages ?? [];
    // The broker answers with whole batches, which may begin with records before the offset.
    return messages.map(decodeMessage).filter((record) => record.offset >= offset);
  }

  /** Cuts its connections; requests that wait reject. */
  destroy(): void {
    this.#client.destroy();
    void this.#cluster.disconnect().catch(() => undefined);
  }

  #leader(address: PartitionAddress): Promise<KafkajsBroker> {
    const id = `${address.topic}/${String(address.partition)}`;
    let leader = this.#leaders.get(id);
    if (leader === undefined) {
      leader = this.#within(this.#requestTimeoutMs, this.#findLeader(address));
      this.#leaders.set(id, leader);
    }
    return leader;
  }

  async #findLeader({ topic, partition }: PartitionAddress): Promise<KafkajsBroker> {
    this.#connected ??= this.#cluster.connect();
    await this.#connected;
    await this.#cluster.addTargetTopic(topic);
    const all = this.#cluster.findTopicPartitionMetadata(topic);
    const nodeId = all.find((each) => each.partitionId === partition)?.leader;
    if (nodeId === undefined || nodeId < 0) throw new Error(`${topic}/${String(partition)} has no leader`);
    return this.#cluster.findBroker({ nodeId });
  }

  /** Gives every request a time limit; kafkajs sometimes waits for an answer for ever. */
  async #within<T>(maxWaitMs: number, answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const limit = maxWaitMs + this.#requestTimeoutMs;
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${String(limit)} ms`));
      }, limit);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
