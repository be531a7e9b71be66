import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MAX_LIFETIME_MS, emptyRevocationState } from '#domain';
import { generateSigningKey, importSigningKey, importVerificationKeys } from '../signature/keys.js';
import { ByteWriter } from './byte-writer.js';
import { decodeSnapshot } from './snapshot.decode.js';
import { encodeSnapshot } from './snapshot.encode.js';
import { SNAPSHOT_MAGIC } from './snapshot-format.js';

// Snapshots that a faulty or compromised signer may send: undamaged and correctly signed, but with invalid content.

const NO_COUNTS = {
  denied: 0,
  deniedKids: 0,
  accessWatermarks: 0,
  refreshWatermarks: 0,
  sessionWatermarks: 0,
  blocks: 0,
  lifts: 0,
};

const HEADER = {
  orgId: 'default',
  position: { generation: 'g1', offset: 7 },
  logTimeMs: 1000,
  prunedToMs: 0,
  generations: ['g1', 'g2'],
  maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS,
  createdAt: '2026-11-21T08:00:00.000Z',
  counts: NO_COUNTS,
};

async function refusalOf(header: unknown, body: (writer: ByteWriter) => void): Promise<unknown> {
  const { publicJwk, privateJwk, kid } = await generateSigningKey();
  const { privateKey } = await importSigningKey(privateJwk);
  const writer = new ByteWriter();
  writer.raw(Uint8Array.from(SNAPSHOT_MAGIC));
  writer.u8(1);
  writer.u32(0);
  writer.text(typeof header === 'string' ? header : JSON.stringify(header));
  body(writer);
  writer.u32At(5, writer.length + 32 + kid.length + 1 + 64);
  writer.raw(new Uint8Array(await crypto.subtle.digest('SHA-256', writer.bytes())));
  writer.raw(new TextEncoder().encode(kid));
  writer.u8(kid.length);
  writer.raw(new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, writer.bytes())));
  const keys = await importVerificationKeys({ keys: [publicJwk] });
  return decodeSnapshot(writer.bytes(), keys).then(
    () => 'accepted',
    (error: unknown) => error,
  );
}

/** Sections 1 to 7, each empty unless given. */
function sections(filled: Partial<Record<number, (writer: ByteWriter) => void>> = {}) {
  return (writer: ByteWriter): void => {
    for (let id = 1; id <= 7; id += 1) {
      writer.u8(id);
      const fill = filled[id];
      if (fill === undefined) writer.varint(0);
      else fill(writer);
    }
  };
}

const denied = (count: number, ...ids: string[]) => ({
  1: (writer: ByteWriter): void => {
    writer.varint(count);
    for (const id of ids) {
      writer.text(id);
      writer.f64(5);
    }
  },
});

const watermarks = (...marks: [string, number][]) => ({
  3: (writer: ByteWriter): void => {
    writer.varint(marks.length);
    for (const [key, generation] of marks) {
      writer.text(key);
      writer.varint(generation);
      for (let field = 0; field < 3; field += 1) writer.f64(1);
    }
  },
});

const withDenied = (count: number) => ({ ...HEADER, counts: { ...NO_COUNTS, denied: count } });
const withMarks = (count: number) => ({ ...HEADER, counts: { ...NO_COUNTS, accessWatermarks: count } });

describe('a genuine snapshot with a bug', () => {
  it('is not what the others below are: this one is accepted', async () => {
    expect(await refusalOf(HEADER, sections())).toBe('accepted');
    expect(await refusalOf(withDenied(2), sections(denied(2, 'a', 'b')))).toBe('accepted');
    expect(await refusalOf(withMarks(2), sections(watermarks(['a', 0], ['a', 1])))).toBe('accepted');
    expect(await refusalOf({ ...HEADER, more: 1 }, sections())).toBe('accepted');
  });

  it.each<[string, unknown, (writer: ByteWriter) => void]>([
    ['header is no JSON', '{', sections()],
    ['header lacks something', { ...HEADER, counts: {} }, sections()],
    [
      'header has a position that is none',
      { ...HEADER, position: { generation: '', offset: 1 } },
      sections(),
    ],
    ['header names a generation twice', { ...HEADER, generations: ['g1', 'g1'] }, sections()],
    ['header counts more than there is', withDenied(3), sections(denied(2, 'a', 'b'))],
    ['section counts more than there is', withDenied(3), sections(denied(3, 'a', 'b'))],
    ['section claims four billion entries', withDenied(2), sections(denied(0xffff_ffff, 'a', 'b'))],
    ['key comes twice', withDenied(2), sections(denied(2, 'a', 'a'))],
    ['watermark comes twice', withMarks(2), sections(watermarks(['a', 0], ['a', 0]))],
    ['generations are out of order', withMarks(2), sections(watermarks(['a', 1], ['a', 0]))],
    ['generations of a key lie apart', withMarks(3), sections(watermarks(['a', 0], ['b', 0], ['a', 1]))],
    ['generation has no name', withMarks(1), sections(watermarks(['a', 2]))],
    [
      'last section is missing',
      HEADER,
      (writer) => {
        sections()(writer);
        writer.u32At(writer.length - 4, 0);
      },
    ],
    [
      'sections are followed by more',
      HEADER,
      (writer) => {
        sections()(writer);
        writer.u8(0);
      },
    ],
    ['sections are missing', HEADER, () => undefined],
    [
      'length of a key is longer than the snapshot',
      withDenied(1),
      sections({
        1: (writer) => {
          writer.varint(1);
          writer.varint(0xffff_fff0);
        },
      }),
    ],
    [
      'length is not in its shortest form',
      withDenied(1),
      sections({
        1: (writer) => {
          writer.raw(Uint8Array.from([0x81, 0x00]));
        },
      }),
    ],
    [
      'length does not fit',
      withDenied(1),
      sections({
        1: (writer) => {
          writer.raw(Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff]));
        },
      }),
    ],
    [
      'key is not UTF-8',
      withDenied(1),
      sections({
        1: (writer) => {
          writer.raw(Uint8Array.from([1, 1, 0xff]));
          writer.f64(1);
        },
      }),
    ],
    [
      'time is not a number',
      withDenied(1),
      sections({
        1: (writer) => {
          writer.raw(Uint8Array.from([1, 1, 0x61, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]));
        },
      }),
    ],
  ])('is refused when its %s', async (_case, header, body) => {
    expect(await refusalOf(header, body)).toMatchObject({ name: 'SnapshotError', code: 'MALFORMED' });
  });

  it('is refused for what its header claims, before anything is read', async () => {
    const claimed = withDenied(1_000_000_000_000);
    expect(await refusalOf(claimed, sections())).toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('a writer', () => {
  it('needs a kid that fits', async () => {
    const { privateKey } = await importSigningKey((await generateSigningKey()).privateJwk);
    const content = { orgId: 'o', state: emptyRevocationState(), maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS };
    await expect(encodeSnapshot(content, { kid: '', privateKey })).rejects.toMatchObject({
      code: 'NOT_ENCODABLE',
    });
    await expect(encodeSnapshot(content, { kid: 'x'.repeat(256), privateKey })).rejects.toMatchObject({
      code: 'NOT_ENCODABLE',
    });
  });
});
