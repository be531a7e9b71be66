import { ConsumerHealth } from '../../consumer/consumer-health.js';
import type { ConsumeOptions, LogConsumer, StartAt } from '../../event-log.port.js';
import type { GenerationCache } from '../topics/generation-cache.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { PartitionConsumer } from './partition-consumer.js';

const FROM_THE_FIRST: StartAt = { generation: null, offset: 0 };

/** What {@link AssignedConsumer} needs beside the port's options. */
export interface AssignedConsumerContext {
  readonly settings: KafkaLogSettings;
  readonly generations: GenerationCache;
}

/** Consumes the partitions that it is assigned, each independently: an unreachable leader or a slow handler of one holds up no other. */
export class AssignedConsumer implements LogConsumer {
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(
    options: ConsumeOptions,
    topic: string,
    partitions: number,
    { settings, generations }: AssignedConsumerContext,
  ) {
    const health = new ConsumerHealth(options.onHealth);
    const all = Array.from({ length: partitions }, (_, partition) => [partition, FROM_THE_FIRST] as const);
    const starts = options.from === 'all' ? all : [...options.from];
    const consumers = starts.map(
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
    this.#running = Promise.all(consumers.map((consumer) => consumer.run()));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
