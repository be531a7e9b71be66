import { describe, expect, it } from '@jest/globals';
import type { KafkajsMessage } from '../client/kafkajs-cluster.js';
import { decodeMessage, encodeMarker, encodeRecord, sizeOf } from './wire-record.codec.js';

/** A message as it comes back from the broker: all text as bytes. */
function stored(message: ReturnType<typeof encodeRecord>, offset = 5): KafkajsMessage {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [
    name,
    Buffer.from(String(value)),
  ]);
  return {
    offset: String(offset),
    timestamp: '1700000000000',
    key: Buffer.from(String(message.key)),
    value: Buffer.from(String(message.value)),
    headers: Object.fromEntries(headers) as Record<string, Buffer>,
  };
}

describe('a record in Kafka', () => {
  it('carries its generation, which its reader gets apart from the headers', () => {
    const record = { key: 'org', value: '{"a":"é"}', headers: { kid: 'k1', empty: '' } };
    expect(decodeMessage(stored(encodeRecord(record, 2, 'gen')))).toEqual({
      kind: 'record',
      offset: 5,
      generation: 'gen',
      content: { appendedAtMs: 1_700_000_000_000, ...record },
    });
  });

  it.each(['created', 'continued'] as const)('is told from a marker: %s', (marker) => {
    expect(decodeMessage(stored(encodeMarker(marker, 0, 'gen'), 0))).toEqual({
      kind: 'marker',
      offset: 0,
      generation: 'gen',
      marker,
      appendedAtMs: 1_700_000_000_000,
    });
  });

  it('is told from the marks of transactions', () => {
    const mark = { offset: '7', timestamp: '0', key: null, value: null, isControlRecord: true };
    expect(decodeMessage(mark)).toEqual({ kind: 'control', offset: 7 });
  });

  it('that someone else wrote, without key, value and headers, still reaches its reader', () => {
    const foreign = { offset: '8', timestamp: '9', key: null, value: null };
    expect(decodeMessage(foreign)).toEqual({
      kind: 'record',
      offset: 8,
      generation: null,
      content: { appendedAtMs: 9, key: '', value: '', headers: {} },
    });
  });

  it('has the last of repeated headers', () => {
    const headers = { a: [Buffer.from('1'), Buffer.from('2')] };
    const message = { offset: '1', timestamp: '0', key: null, value: Buffer.from('v'), headers };
    expect(decodeMessage(message)).toMatchObject({ content: { headers: { a: '2' } } });
  });

  it('is counted in bytes of UTF-8, with its headers', () => {
    const short = sizeOf(encodeRecord({ key: 'k', value: 'v' }, 0, 'g'));
    const longer = sizeOf(encodeRecord({ key: 'k', value: 'vé€', headers: { h: 'é' } }, 0, 'g'));
    expect(longer - short).toBeGreaterThanOrEqual(2 + 3 + 1 + 2);
  });
});
