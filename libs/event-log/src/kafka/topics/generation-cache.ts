import { EventLogError } from '../../event-log.errors.js';
import type { PartitionBounds } from '../../event-log.port.js';
import { FetchClient, type OffsetRange, type PartitionAddress } from '../records/fetch-client.js';
import { generationIn } from './generation.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';

// A replaced partition is noticed by offsets that went back. One that has already grown past the old offsets is noticed after this time.
const READ_AGAIN_AFTER_MS = 1_000;
// The first batch is enough; it is usually one marker.
const FIRST_BATCH = { maxWaitMs: 0, maxBytes: 1 };

interface Known {
  readonly generation: string;
  readonly readAtMs: number;
  range: OffsetRange;
}

/** Reads the generation from a partition's first records. `null`: none of them says it. */
export async function readGeneration(
  client: FetchClient,
  address: PartitionAddress,
  range: OffsetRange,
): Promise<string | null> {
  let at = range.first;
  while (at < range.end) {
    const records = await client.fetch(address, at, FIRST_BATCH);
    const generation = generationIn(records);
    if (generation !== null) return generation;
    const last = records.at(-1);
    if (last === undefined) return null;
    at = last.offset + 1;
  }
  return null;
}

/**
 * The range without the markers at either end. Consumers aren't given markers, so nobody may wait for one. In a partition of markers
 * alone the range is empty and lies at the end.
 */
export async function readableRange(
  client: FetchClient,
  address: PartitionAddress,
  range: OffsetRange,
): Promise<OffsetRange> {
  const isHidden = async (offset: number): Promise<boolean> => {
    const records = await client.fetch(address, offset, FIRST_BATCH);
    return records.some((record) => record.offset === offset && record.kind !== 'record');
  };
  let { first, end } = range;
  while (end > first && (await isHidden(end - 1))) end -= 1;
  if (end === first) return { first: range.end, end: range.end };
  while (await isHidden(first)) first += 1;
  return { first, end };
}

/** Answers the bounds of partitions, asked of the broker each time, and their generations, which are cached and read again when the offsets give reason to. */
export class GenerationCache {
  readonly #known = new Map<string, Known>();
  readonly #lastReadable = new Map<string, { readonly of: OffsetRange; readonly range: OffsetRange }>();
  readonly #settings: KafkaLogSettings;
  #client: FetchClient | null = null;

  constructor(settings: KafkaLogSettings) {
    this.#settings = settings;
  }

  /** The cached generation. @throws EventLogError `LOG_UNAVAILABLE` where it was never read */
  generation(address: PartitionAddress): string {
    const known = this.#known.get(keyOf(address));
    if (known === undefined) throw noGeneration(address);
    return known.generation;
  }

  /** @throws EventLogError `LOG_UNAVAILABLE` */
  async bounds(address: PartitionAddress): Promise<PartitionBounds> {
    try {
      return await this.#ask(address);
    } catch {
      // Brokers close idle connections and leaders change: try once more on a new connection.
      this.close();
    }
    try {
      return await this.#ask(address);
    } catch (cause) {
      this.close();
      if (cause instanceof EventLogError) throw cause;
      const detail = cause instanceof Error ? cause.message : String(cause);
      const what = `can't read the bounds of ${keyOf(address)}: ${detail}`;
      throw new EventLogError('LOG_UNAVAILABLE', what, true, { cause });
    }
  }

  /** Reads the generation again, whatever is cached. */
  async refresh(address: PartitionAddress): Promise<PartitionBounds> {
    this.#known.delete(keyOf(address));
    return this.bounds(address);
  }

  /** Caches what was just read from the partition; `null`: it doesn't say its generation. */
  remember(address: PartitionAddress, range: OffsetRange, generation: string | null): void {
    if (generation === null) this.#known.delete(keyOf(address));
    else this.#known.set(keyOf(address), { generation, readAtMs: performance.now(), range });
  }

  close(): void {
    this.#client?.destroy();
    this.#client = null;
  }

  async #ask(address: PartitionAddress): Promise<PartitionBounds> {
    const client = (this.#client ??= new FetchClient(this.#settings));
    const range = await client.range(address);
    const known = this.#known.get(keyOf(address));
    if (known !== undefined && !mustReadAgain(known, range)) {
      known.range = range;
      return { generation: known.generation, ...(await this.#readable(client, address, range)) };
    }
    const generation = await readGeneration(client, address, range);
    this.remember(address, range, generation);
    if (generation === null) throw noGeneration(address);
    return { generation, ...(await this.#readable(client, address, range)) };
  }

  async #readable(client: FetchClient, address: PartitionAddress, range: OffsetRange): Promise<OffsetRange> {
    const last = this.#lastReadable.get(keyOf(address));
    if (last?.of.first === range.first && last.of.end === range.end) return last.range;
    const readable = await readableRange(client, address, range);
    this.#lastReadable.set(keyOf(address), { of: range, range: readable });
    return readable;
  }
}

function mustReadAgain(known: Known, range: OffsetRange): boolean {
  const wentBack = range.end < known.range.end || range.first < known.range.first;
  return wentBack || performance.now() - known.readAtMs > READ_AGAIN_AFTER_MS;
}

function noGeneration(address: PartitionAddress): EventLogError {
  return new EventLogError(
    'LOG_UNAVAILABLE',
    `${keyOf(address)} holds no record that says its generation`,
    true,
  );
}

function keyOf({ topic, partition }: PartitionAddress): string {
  return `${topic}/${String(partition)}`;
}
