import type { Message } from 'kafkajs';
import type { NewRecord } from '../../event-log.port.js';
import type { KafkajsHeader, KafkajsMessage } from '../client/kafkajs-cluster.js';

/** On every record: the generation of the partition that its producer meant. Consumers never see it. */
export const GENERATION_HEADER = 'rescind-generation';
/** On markers: records that only say which generation a partition has. Consumers never see them. */
const MARKER_HEADER = 'rescind-marker';

/**
 * `created`: the first record of a partition. One that isn't at offset 0 was written by the slower of two creators and is ignored.
 * `continued`: repeats the generation, so that it is still known after the first records have expired.
 */
export type MarkerKind = 'created' | 'continued';

/** A record as it is stored in a partition. */
export type WireRecord =
  | {
      readonly kind: 'record';
      readonly offset: number;
      readonly generation: string | null;
      readonly content: Content;
    }
  | {
      readonly kind: 'marker';
      readonly offset: number;
      readonly generation: string;
      readonly marker: MarkerKind;
      readonly appendedAtMs: number;
    }
  | { readonly kind: 'control'; readonly offset: number };

/** The part of a record that consumers are given. */
export interface Content {
  readonly appendedAtMs: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The Kafka message of a record. */
export function encodeRecord(record: NewRecord, partition: number, generation: string): Message {
  const headers = { ...record.headers, [GENERATION_HEADER]: generation };
  return { key: record.key, value: record.value, headers, partition };
}

/** The Kafka message that says which generation a partition has. */
export function encodeMarker(marker: MarkerKind, partition: number, generation: string): Message {
  const headers = { [GENERATION_HEADER]: generation, [MARKER_HEADER]: marker };
  return { key: MARKER_HEADER, value: '', headers, partition };
}

/** About how many bytes a message takes in a batch. */
export function sizeOf(message: Message): number {
  const headers = Object.entries(message.headers ?? {});
  const texts = [message.key, message.value, ...headers.flat()];
  const bytes = texts.reduce(
    (sum: number, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    0,
  );
  return bytes + OVERHEAD_BYTES + headers.length * HEADER_OVERHEAD_BYTES;
}

const OVERHEAD_BYTES = 32;
const HEADER_OVERHEAD_BYTES = 6;

/** Reads a message of a partition. */
export function decodeMessage(message: KafkajsMessage): WireRecord {
  const offset = Number(message.offset);
  if (message.isControlRecord === true) return { kind: 'control', offset };
  const { [GENERATION_HEADER]: generation, [MARKER_HEADER]: marker, ...headers } = textHeaders(message);
  const appendedAtMs = Number(message.timestamp);
  if ((marker === 'created' || marker === 'continued') && generation !== undefined) {
    return { kind: 'marker', offset, generation, marker, appendedAtMs };
  }
  // We write no record without a value. It is passed on all the same: the decoder refuses it, where dropping it would hide it.
  const content = { appendedAtMs, key: text(message.key), value: text(message.value), headers };
  return { kind: 'record', offset, generation: generation ?? null, content };
}

function textHeaders(message: KafkajsMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    // Of a repeated header the last one counts.
    const last: KafkajsHeader | undefined = isList(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = text(last);
  }
  return headers;
}

function isList(
  value: KafkajsHeader | readonly KafkajsHeader[] | undefined,
): value is readonly KafkajsHeader[] {
  return Array.isArray(value);
}

function text(value: Buffer | string | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : value.toString('utf8');
}
