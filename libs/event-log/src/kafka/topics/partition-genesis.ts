import { randomUUID } from 'node:crypto';
import { CompressionTypes, Partitioners, type Producer } from 'kafkajs';
import { EventLogError } from '../../event-log.errors.js';
import { FetchClient, type OffsetRange, type PartitionAddress } from '../records/fetch-client.js';
import { type GenerationCache, readGeneration } from './generation-cache.js';
import { openClient, type KafkaClient } from '../client/kafka-client.js';
import type { KafkaLogSettings } from '../client/kafka-log.options.js';
import type { TopicDeclaration } from './topic-declaration.js';
import { encodeMarker, type MarkerKind } from '../records/wire-record.codec.js';

/**
 * Sees to it that every partition says its generation, before anything is appended to it or read from it.
 *
 * A new partition gets a `created` marker for its first record. Two creators may both write one: what stands at offset 0
 * counts, so everyone reads it back. Where records expire, the generation is repeated by every record; in a partition that
 * nothing was written to for half of its retention it is repeated by a `continued` marker. Only where everything has
 * expired (nothing was started for the whole retention) does a partition begin a new generation: its readers have missed
 * records then in any case.
 *
 * Where records are kept for ever and the first ones are gone all the same, nobody can say what they revoked.
 *
 * @throws EventLogError `TOPIC_MISCONFIGURED` for a partition with records that aren't ours, or without its beginning
 */
export async function ensureGenerations(
  declarations: readonly TopicDeclaration[],
  settings: KafkaLogSettings,
  generations: GenerationCache,
): Promise<void> {
  const reader = new FetchClient(settings);
  const writer = new MarkerWriter(settings);
  try {
    for (const declaration of declarations) {
      for (let partition = 0; partition < declaration.partitions; partition++) {
        const address = { topic: declaration.topic, partition };
        await ensureGeneration(address, declaration, reader, writer, generations);
      }
    }
  } finally {
    reader.destroy();
    writer.destroy();
  }
}

async function ensureGeneration(
  address: PartitionAddress,
  { retentionMs }: TopicDeclaration,
  reader: FetchClient,
  writer: MarkerWriter,
  generations: GenerationCache,
): Promise<void> {
  let range = await reader.range(address);
  if (retentionMs < 0 && range.first > 0) throw beheaded(address, range);
  let generation = await readGeneration(reader, address, range);
  if (generation === null) {
    await writer.write(address, markerFor(address, range), randomUUID());
    range = await reader.range(address);
    generation = await readGeneration(reader, address, range);
    if (generation === null) throw notOurs(address);
  } else if (retentionMs > 0 && (await isAging(reader, address, range, retentionMs))) {
    await writer.write(address, 'continued', generation);
  }
  generations.remember(address, range, generation);
}

function markerFor(address: PartitionAddress, { first, end }: OffsetRange): MarkerKind {
  if (end === 0) return 'created';
  if (first === 0) throw notOurs(address);
  return 'continued';
}

/** Whether the last record is so old that the partition may soon be empty. */
async function isAging(
  reader: FetchClient,
  address: PartitionAddress,
  { first, end }: OffsetRange,
  retentionMs: number,
): Promise<boolean> {
  if (end === first) return true;
  const last = (await reader.fetch(address, end - 1, { maxWaitMs: 0 })).at(-1);
  if (last === undefined || last.kind === 'control') return true;
  const appendedAtMs = last.kind === 'marker' ? last.appendedAtMs : last.content.appendedAtMs;
  return Date.now() - appendedAtMs > retentionMs / 2;
}

function notOurs({ topic, partition }: PartitionAddress): EventLogError {
  const message = `${topic}/${String(partition)} holds records but does not begin with the marker of its creation`;
  return new EventLogError('TOPIC_MISCONFIGURED', message, false);
}

function beheaded({ topic, partition }: PartitionAddress, { first }: OffsetRange): EventLogError {
  const message = `${topic}/${String(partition)} is kept for ever and no longer begins at offset 0, but at ${String(first)}`;
  return new EventLogError('TOPIC_MISCONFIGURED', message, false);
}

/** Writes markers one at a time; connects with the first. */
class MarkerWriter {
  readonly #client: KafkaClient;
  #producer: Producer | null = null;

  constructor(settings: KafkaLogSettings) {
    this.#client = openClient(settings);
  }

  async write({ topic, partition }: PartitionAddress, marker: MarkerKind, generation: string): Promise<void> {
    const producer = this.#producer ?? (await this.#connect());
    const messages = [encodeMarker(marker, partition, generation)];
    await producer.send({ topic, messages, acks: -1, compression: CompressionTypes.None });
  }

  destroy(): void {
    this.#client.destroy();
  }

  async #connect(): Promise<Producer> {
    const producer = this.#client.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    this.#producer = producer;
    return producer;
  }
}
