import { ConsumerHealth } from '../../consumer/consumer-health.js';
import type { ConsumeOptions, LogConsumer, StartAt } from '../../event-log.port.js';
import type { GenerationCache } from '../topics/generation-cache.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { PartitionConsumer } from './partition-consumer.js';

const FROM_NOTHING: StartAt = { generation: null, offset: 0 };

/** What a follower works with. */
export interface FollowerMeans {
  readonly settings: KafkaLogSettings;
  readonly generations: GenerationCache;
}

/** Follows partitions, each on its own: one whose leader is away, or whose handler is slow, holds up no other. */
export class AssignedConsumer implements LogConsumer {
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(
    options: ConsumeOptions,
    topic: string,
    partitions: number,
    { settings, generations }: FollowerMeans,
  ) {
    const health = new ConsumerHealth(options.onHealth);
    const all = Array.from({ length: partitions }, (_, partition) => [partition, FROM_NOTHING] as const);
    const starts = options.from === 'all' ? all : [...options.from];
    const followers = starts.map(
      ([partition, start]) =>
        new PartitionConsumer({
          name: options.topic,
          address: { topic, partition },
          start,
          handlers: options,
          health,
          settings,
          generations,
          signal: this.#stop.signal,
        }),
    );
    this.#running = Promise.all(followers.map((follower) => follower.run()));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
