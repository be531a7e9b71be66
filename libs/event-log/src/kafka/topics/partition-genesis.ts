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
 * Makes sure that every partition states its generation, before anything is appended to it or read from it.
 *
 * A new partition gets a `created` marker as its first record. Two processes may both write one, so each reads back the record at offset
 * 0, which decides. Where records expire, every record repeats the generation, and a partition without a new record for half of its
 * retention gets a `continued` marker. A partition whose records have all expired (no process was started for the whole retention)
 * gets a new generation; its consumers have missed records in any case.
 *
 * A topic that is kept for ever and has lost its first records is refused: nobody can say what they revoked.
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
  if (retentionMs < 0 && range.first > 0) throw firstRecordsLost(address, range);
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
  const message = `${topic}/${String(partition)} holds records that Rescind did not write: it does not begin with the marker of its creation. Use another topic prefix, or delete the topic if nothing needs it`;
  return new EventLogError('TOPIC_MISCONFIGURED', message, false);
}

function firstRecordsLost({ topic, partition }: PartitionAddress, { first }: OffsetRange): EventLogError {
  const message = `${topic}/${String(partition)} is kept for ever and no longer begins at offset 0, but at ${String(first)}: revocations are missing. Restore the topic from a backup`;
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
