import type { EachBatchPayload } from 'kafkajs';
import { Backoff } from '#async';
import type { LogBatch, ConsumerGroupOptions, TopicName } from '../../event-log.port.js';
import type { PartitionAddress } from '../records/fetch-client.js';
import type { GenerationCache } from '../topics/generation-cache.js';
import { contradicts } from '../topics/generation.js';
import type { LogLine } from '../client/kafka-log.options.js';
import { recordsOf } from '../records/log-records.js';
import { decodeMessage, type WireRecord } from '../records/wire-record.codec.js';

/** What the batches of a group's member need. */
export interface BatchDispatcherOptions {
  readonly onBatch: ConsumerGroupOptions['onBatch'];
  /** The topics' names here, by their names in Kafka. */
  readonly topics: ReadonlyMap<string, TopicName>;
  readonly generations: GenerationCache;
  readonly heartbeatMs: number;
  readonly logger: LogLine;
}

/**
 * Gives one consumer's batches to the handler. A batch that is refused stays where it is: its partition rests for a while
 * and is then fetched again, and the others go on meanwhile.
 */
export class BatchDispatcher {
  readonly #options: BatchDispatcherOptions;
  readonly #backoffs = new Map<string, Backoff>();
  readonly #rests = new Set<NodeJS.Timeout>();
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
    // Not the handler's task, and its failure shows at the next one anyway.
    const beat = setInterval(
      () => void payload.heartbeat().catch(() => undefined),
      this.#options.heartbeatMs,
    );
    try {
      const given = await this.#batchOf(payload);
      if (given !== null) await this.#options.onBatch(given);
      payload.resolveOffset(payload.batch.lastOffset());
      this.#backoffs.delete(nameOf(payload.batch));
    } catch (error) {
      this.#rest(payload, error);
    } finally {
      clearInterval(beat);
      this.#handling -= 1;
      if (this.#handling === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  };

  /** Gives nothing more to the handler; resolves when it is not running any more. */
  stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#rests) clearTimeout(timer);
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

  #rest(payload: EachBatchPayload, error: unknown): void {
    const { topic, partition } = payload.batch;
    const name = nameOf(payload.batch);
    const backoff = this.#backoffs.get(name) ?? new Backoff();
    this.#backoffs.set(name, backoff);
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.logger('warn', 'a handler refused a batch; it gets it again', { topic, partition, detail });
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.#rests.delete(timer);
      if (payload.isRunning()) resume();
    }, backoff.nextMs());
    this.#rests.add(timer);
  }
}

function nameOf({ topic, partition }: PartitionAddress): string {
  return `${topic}/${String(partition)}`;
}
