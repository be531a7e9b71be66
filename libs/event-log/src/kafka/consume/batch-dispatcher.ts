import type { EachBatchPayload } from 'kafkajs';
import { Backoff } from '#async';
import type { LogBatch, ConsumerGroupOptions, TopicName } from '../../event-log.port.js';
import type { PartitionAddress } from '../records/fetch-client.js';
import type { GenerationCache } from '../topics/generation-cache.js';
import { contradicts } from '../topics/generation.js';
import type { LogLine } from '../client/kafka-log.options.js';
import { recordsOf } from '../records/log-records.js';
import { decodeMessage, type WireRecord } from '../records/wire-record.codec.js';

/** Options of {@link BatchDispatcher}. */
export interface BatchDispatcherOptions {
  readonly onBatch: ConsumerGroupOptions['onBatch'];
  /** The topics' names here, by their names in Kafka. */
  readonly topics: ReadonlyMap<string, TopicName>;
  readonly generations: GenerationCache;
  readonly heartbeatMs: number;
  readonly logger: LogLine;
}

/**
 * Calls the handler with the batches of one kafkajs consumer. When the handler rejects, the batch is not committed: its partition is
 * paused for a while and the batch fetched again, while other partitions go on.
 */
export class BatchDispatcher {
  readonly #options: BatchDispatcherOptions;
  readonly #backoffs = new Map<string, Backoff>();
  readonly #paused = new Set<NodeJS.Timeout>();
  readonly #idle: (() => void)[] = [];
  #handling = 0;
  #stopped = false;

  constructor(options: BatchDispatcherOptions) {
    this.#options = options;
  }

  /** For `eachBatch` of kafkajs, without its automatic resolving. */
  readonly handle = async (payload: EachBatchPayload): Promise<void> => {
    if (this.#stopped || !payload.isRunning()) return;
    this.#handling += 1;
    // A failed heartbeat is ignored here: kafkajs notices it at its own next one.
    const beat = setInterval(
      () => void payload.heartbeat().catch(() => undefined),
      this.#options.heartbeatMs,
    );
    try {
      const batch = await this.#batchOf(payload);
      if (batch !== null) await this.#options.onBatch(batch);
      payload.resolveOffset(payload.batch.lastOffset());
      this.#backoffs.delete(nameOf(payload.batch));
    } catch (error) {
      this.#backOff(payload, error);
    } finally {
      clearInterval(beat);
      this.#handling -= 1;
      if (this.#handling === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  };

  /** Calls the handler no more; resolves when it isn't running any more. */
  stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#paused) clearTimeout(timer);
    if (this.#handling === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #batchOf({ batch }: EachBatchPayload): Promise<LogBatch | null> {
    const name = this.#options.topics.get(batch.topic);
    if (name === undefined) throw new Error(`not a topic of this log: ${batch.topic}`);
    const address = { topic: batch.topic, partition: batch.partition };
    const wire = batch.messages.map(decodeMessage);
    const generation = await this.#generationOf(address, wire);
    const records = recordsOf(wire, { name, address }, generation);
    return records.length === 0 ? null : { topic: name, partition: batch.partition, generation, records };
  }

  async #generationOf(address: PartitionAddress, wire: readonly WireRecord[]): Promise<string> {
    const known = this.#options.generations.generation(address);
    if (!wire.some((record) => contradicts(record, known))) return known;
    return (await this.#options.generations.refresh(address)).generation;
  }

  #backOff(payload: EachBatchPayload, error: unknown): void {
    const { topic, partition } = payload.batch;
    const name = nameOf(payload.batch);
    const backoff = this.#backoffs.get(name) ?? new Backoff();
    this.#backoffs.set(name, backoff);
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.logger('warn', 'a handler failed; it gets the same batch again', {
      topic,
      partition,
      detail,
    });
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.#paused.delete(timer);
      if (payload.isRunning()) resume();
    }, backoff.nextMs());
    this.#paused.add(timer);
  }
}

function nameOf({ topic, partition }: PartitionAddress): string {
  return `${topic}/${String(partition)}`;
}
