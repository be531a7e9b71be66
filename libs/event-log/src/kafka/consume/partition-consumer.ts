import { Backoff, pause } from '#async';
import { gapAtStart, readsAllThereIs } from '../../consumer/log-gap.js';
import type { ConsumerHealth } from '../../consumer/consumer-health.js';
import type {
  ConsumeOptions,
  LogGap,
  LogRecord,
  PartitionBounds,
  StartAt,
  TopicName,
} from '../../event-log.port.js';
import { FetchClient, type PartitionAddress } from '../records/fetch-client.js';
import { contradicts } from '../topics/generation.js';
import { type GenerationCache, readableRange, readGeneration } from '../topics/generation-cache.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import { recordsOf } from '../records/log-records.js';
import type { WireRecord } from '../records/wire-record.codec.js';

// The broker answers as soon as there is a record, so this only bounds how long a dead connection goes unnoticed.
const FETCH_LIMITS = { maxWaitMs: 500 };
// A new leader may for a moment report an end that is too low.
const CONFIRM_AFTER_MS = 250;
const LONGEST_WAIT_MS = 1_000;

/** Options of {@link PartitionConsumer}. */
export interface PartitionConsumerOptions {
  readonly name: TopicName;
  readonly address: PartitionAddress;
  readonly start: StartAt;
  readonly handlers: Pick<ConsumeOptions, 'onBatch' | 'onGap'>;
  readonly health: ConsumerHealth;
  readonly settings: KafkaLogSettings;
  readonly generations: GenerationCache;
  readonly signal: AbortSignal;
}

/** Stands for the generation of a partition that doesn't say its generation. */
const NO_GENERATION = '';

/**
 * Consumes one partition from exactly the given offset, on a connection of its own, and stops at the first gap. Before it reads, and
 * again after every failure, it compares its position with what the partition holds.
 */
export class PartitionConsumer {
  readonly #options: PartitionConsumerOptions;
  #position: StartAt;
  #client: FetchClient | null = null;

  constructor(options: PartitionConsumerOptions) {
    this.#options = options;
    this.#position = options.start;
    options.signal.addEventListener('abort', () => this.#client?.destroy());
  }

  /** Resolves when it was stopped or met a gap, and its handler isn't running any more. */
  async run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#isStopped()) {
      const client = new FetchClient(this.#options.settings);
      this.#client = client;
      try {
        const gap = (await this.#gapBefore(client)) ?? (await this.#read(client, backoff));
        if (gap !== null) this.#report(gap);
        break;
      } catch (error) {
        if (this.#isStopped()) break;
        await this.#backOff(backoff, error);
      } finally {
        client.destroy();
      }
    }
    this.#options.health.clear(this);
  }

  /** Reports the gap once, even where the handler throws. */
  #report(gap: LogGap): void {
    const { handlers, settings, address } = this.#options;
    try {
      handlers.onGap(gap);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      settings.logger('error', 'the handler of a gap failed; the partition stays stopped', {
        ...address,
        kind: gap.kind,
        detail,
      });
    }
  }

  async #backOff(backoff: Backoff, error: unknown): Promise<void> {
    const { address, health, settings, signal } = this.#options;
    const detail = error instanceof Error ? error.message : String(error);
    health.trouble(this, `${address.topic}/${String(address.partition)}: ${detail}`);
    settings.logger('warn', 'consuming a partition failed; trying again', { ...address, detail });
    await pause(Math.min(backoff.nextMs(), LONGEST_WAIT_MS), signal);
  }

  #isStopped(): boolean {
    return this.#options.signal.aborted;
  }

  /** The gap between its position and what the partition holds, if any; otherwise sets the exact offset to read from. */
  async #gapBefore(client: FetchClient): Promise<LogGap | null> {
    let bounds = await this.#bounds(client);
    let kind = gapAtStart(this.#position, bounds);
    if (kind === 'offset-regressed') {
      await pause(CONFIRM_AFTER_MS, this.#options.signal);
      bounds = await this.#bounds(client);
      kind = gapAtStart(this.#position, bounds);
    }
    if (kind !== null) return this.#gap(client, kind, bounds);
    if (bounds.generation === NO_GENERATION) throw new Error('the partition does not say its generation yet');
    const offset = readsAllThereIs(this.#position) ? bounds.first : this.#position.offset;
    this.#position = { generation: bounds.generation, offset };
    return null;
  }

  /** What the partition holds, markers included. */
  async #bounds(client: FetchClient): Promise<PartitionBounds> {
    const { address, generations } = this.#options;
    const range = await client.range(address);
    const generation = await readGeneration(client, address, range);
    generations.remember(address, range, generation);
    return { generation: generation ?? NO_GENERATION, ...range };
  }

  /** Reads until it is stopped or meets a gap. */
  async #read(client: FetchClient, backoff: Backoff): Promise<LogGap | null> {
    const { address, health } = this.#options;
    while (!this.#isStopped()) {
      const records = await client.fetch(address, this.#position.offset, FETCH_LIMITS);
      backoff.reset();
      health.clear(this);
      const gap = await this.#process(client, records);
      if (gap !== null) return gap;
    }
    return null;
  }

  async #process(client: FetchClient, fetched: readonly WireRecord[]): Promise<LogGap | null> {
    const { offset, generation } = this.#position;
    const hole = fetched.findIndex((record, index) => record.offset !== offset + index);
    const run = hole === -1 ? fetched : fetched.slice(0, hole);
    if (generation !== null && run.some((record) => contradicts(record, generation))) {
      // A producer that hasn't noticed a new topic yet writes the old generation, which must not stop consumers: ask the partition itself.
      const bounds = await this.#bounds(client);
      if (bounds.generation !== generation) return this.#gap(client, 'generation-changed', bounds);
    }
    if (generation !== null) await this.#deliver(recordsOf(run, this.#options, generation), generation);
    if (this.#isStopped()) return null;
    this.#position = { generation, offset: offset + run.length };
    return hole === -1 ? null : this.#gap(client, 'offset-skipped', await this.#bounds(client));
  }

  /** Calls the handler with the records until it accepts them. */
  async #deliver(records: readonly LogRecord[], generation: string): Promise<void> {
    if (records.length === 0) return;
    const { name, address, handlers, settings, signal } = this.#options;
    const batch = { topic: name, partition: address.partition, generation, records };
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        await handlers.onBatch(batch);
        return;
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        settings.logger('warn', 'a handler failed; it gets the same batch again', { ...address, detail });
        await pause(backoff.nextMs(), signal);
      }
    }
  }

  async #gap(client: FetchClient, kind: LogGap['kind'], bounds: PartitionBounds): Promise<LogGap> {
    const { name, address } = this.#options;
    const found = { generation: bounds.generation, ...(await readableRange(client, address, bounds)) };
    return { topic: name, partition: address.partition, kind, expected: this.#position, found };
  }
}
