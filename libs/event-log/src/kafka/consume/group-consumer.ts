import type { Consumer } from 'kafkajs';
import { Backoff, pause } from '#async';
import { ConsumerHealth } from '../../consumer/consumer-health.js';
import type { LogConsumer, ConsumerGroupOptions, TopicName } from '../../event-log.port.js';
import type { GenerationCache } from '../topics/generation-cache.js';
import { openClient, type KafkaClient } from '../client/kafka-client.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { ConsumerLiveness } from './consumer-liveness.js';
import { BatchDispatcher } from './batch-dispatcher.js';

const HEARTBEAT_MS = 1_000;
const SESSION_MS = 10_000;
const REBALANCE_MS = 30_000;
const FETCH_WAIT_MS = 50;
const FETCH_BYTES_PER_PARTITION = 512 * 1024;
const FETCH_BYTES = 4 * 1024 * 1024;
const CLOSE_WITHIN_MS = 10_000;
// Some seconds: a consumer that survives a change of leader keeps its assignment. A new one would have to wait until the old one's session
// has timed out.
const RETRY = { retries: 10, initialRetryTime: 100, maxRetryTime: 1_000 };

/** Options of {@link GroupConsumer}. */
export interface GroupConsumerOptions {
  readonly options: ConsumerGroupOptions;
  /** The group's name in Kafka. */
  readonly group: string;
  /** The topics' names here, by their names in Kafka. */
  readonly topics: ReadonlyMap<string, TopicName>;
  /** How many partitions they have together, which is also how many batches are handled at the same time at most. */
  readonly partitions: number;
  readonly settings: KafkaLogSettings;
  readonly generations: GenerationCache;
}

/**
 * A member of a consumer group. Offsets are committed after the handler has resolved, so a batch may be delivered again, to this member
 * or to another, and none is skipped. When kafkajs' consumer ends, by a crash or because it hangs, a new one is made as soon as the
 * handler of the old one isn't running any more.
 */
export class GroupConsumer implements LogConsumer {
  readonly #options: GroupConsumerOptions;
  readonly #health: ConsumerHealth;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: GroupConsumerOptions) {
    this.#options = options;
    this.#health = new ConsumerHealth(options.options.onHealth);
    this.#running = this.#supervise();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #supervise(): Promise<void> {
    const { group, settings } = this.#options;
    const backoff = new Backoff();
    while (!this.#isStopped()) {
      const ended = await this.#consume(backoff);
      if (this.#isStopped()) break;
      this.#health.trouble(this, ended);
      settings.logger('warn', 'a group consumer ended and is replaced', { group, detail: ended });
      await pause(backoff.nextMs(), this.#stop.signal);
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Runs one kafkajs consumer to its end; returns why it ended. */
  async #consume(backoff: Backoff): Promise<string> {
    const { options, topics, generations, settings } = this.#options;
    const client = openClient(settings);
    const consumer = this.#consumerOf(client);
    const batches = new BatchDispatcher({
      onBatch: options.onBatch,
      topics,
      generations,
      heartbeatMs: HEARTBEAT_MS,
      logger: settings.logger,
    });
    const liveness = this.#watch(consumer, backoff);
    try {
      const running = this.#run(consumer, batches).then(() => liveness.ended);
      return await Promise.race([running, liveness.ended, aborted(this.#stop.signal)]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      liveness.stop();
      await Promise.all([batches.stop(), leave(consumer, client)]);
    }
  }

  #watch(consumer: Consumer, backoff: Backoff): ConsumerLiveness {
    return new ConsumerLiveness(consumer, {
      onAlive: () => {
        backoff.reset();
        this.#health.clear(this);
      },
      onSilent: (detail) => {
        this.#health.trouble(this, detail);
      },
      // Joining takes as long as the slowest member needs to revoke its partitions. After that a new consumer is quicker.
      givenUpAfterMs: REBALANCE_MS + SESSION_MS,
    });
  }

  #consumerOf(client: KafkaClient): Consumer {
    return client.kafka.consumer({
      groupId: this.#options.group,
      heartbeatInterval: HEARTBEAT_MS,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: REBALANCE_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      readUncommitted: true,
      // A crashed consumer is replaced by a new one: kafkajs would restart it without limit and keep its old state.
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  async #run(consumer: Consumer, batches: BatchDispatcher): Promise<void> {
    await consumer.connect();
    // Where the group has no committed offset, or its record has expired, start with the first record, never with the end.
    await consumer.subscribe({ topics: [...this.#options.topics.keys()], fromBeginning: true });
    await consumer.run({
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.#options.partitions,
      eachBatch: batches.handle,
    });
  }
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve('closed');
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

/** Leaves the group, so that other members get its partitions at once; cuts the connection where that takes too long. */
async function leave(consumer: Consumer, client: KafkaClient): Promise<void> {
  const timer = setTimeout(client.destroy, CLOSE_WITHIN_MS);
  try {
    await consumer.disconnect();
  } catch {
    // Its connections are cut below in any case.
  } finally {
    clearTimeout(timer);
    client.destroy();
  }
}
