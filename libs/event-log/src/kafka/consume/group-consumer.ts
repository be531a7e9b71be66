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
// Some seconds: a consumer that outlives a change of leader keeps its place in the group; a new one has to wait until the
// session of the old one has ended.
const RETRY = { retries: 10, initialRetryTime: 100, maxRetryTime: 1_000 };

/** What a member of a group works with. */
export interface GroupConsumerOptions {
  readonly share: ConsumerGroupOptions;
  /** The group's name in Kafka. */
  readonly group: string;
  /** The topics' names here, by their names in Kafka. */
  readonly topics: ReadonlyMap<string, TopicName>;
  /** How many partitions they have together: so many batches are handled at the same time at most. */
  readonly partitions: number;
  readonly settings: KafkaLogSettings;
  readonly generations: GenerationCache;
}

/**
 * A member of a consumer group. Positions are committed after the handler has resolved: what it was given may come again, to
 * it or to another member, and nothing is skipped. Whatever ends kafkajs' consumer (a crash, a silent stall), a new one is
 * made, once no handler of the old one is running.
 */
export class GroupConsumer implements LogConsumer {
  readonly #options: GroupConsumerOptions;
  readonly #health: ConsumerHealth;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: GroupConsumerOptions) {
    this.#options = options;
    this.#health = new ConsumerHealth(options.share.onHealth);
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
      settings.logger('warn', 'a member of a group is replaced', { group, detail: ended });
      await pause(backoff.nextMs(), this.#stop.signal);
    }
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Runs one consumer to its end; answers why it ended. */
  async #consume(backoff: Backoff): Promise<string> {
    const { share, topics, generations, settings } = this.#options;
    const client = openClient(settings);
    const consumer = this.#consumerOf(client);
    const batches = new BatchDispatcher({
      onBatch: share.onBatch,
      topics,
      generations,
      heartbeatMs: HEARTBEAT_MS,
      logger: settings.logger,
    });
    const watch = this.#watch(consumer, backoff);
    try {
      const running = this.#run(consumer, batches).then(() => watch.ended);
      return await Promise.race([running, watch.ended, aborted(this.#stop.signal)]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      watch.stop();
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
      // Joining may take as long as the slowest member needs to let go; after that, a new member is the quicker way.
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
      // A consumer that has crashed is replaced as a whole: kafkajs' own restarts have no bound and keep its old state.
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  async #run(consumer: Consumer, batches: BatchDispatcher): Promise<void> {
    await consumer.connect();
    // From the beginning where the group has no position, or one that is no longer held: never from the end.
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

/** Leaves the group in good order, so that others take over at once; but waits for that only so long. */
async function leave(consumer: Consumer, client: KafkaClient): Promise<void> {
  const timer = setTimeout(client.destroy, CLOSE_WITHIN_MS);
  try {
    await consumer.disconnect();
  } catch {
    // It is cut off below in any case.
  } finally {
    clearTimeout(timer);
    client.destroy();
  }
}
