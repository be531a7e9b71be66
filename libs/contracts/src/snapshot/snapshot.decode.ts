import type { Position, RevocationState, TokenKind } from '#domain';
import type { VerificationKeys } from '../signature/keys.js';
import { ED25519, SIGNATURE_BYTES } from '../signature/web-crypto.js';
import { ByteReader, malformed } from './byte-reader.js';
import { SectionReader } from './section-reader.js';
import { HASH_BYTES, PREAMBLE_BYTES, SNAPSHOT_MAGIC, SNAPSHOT_VERSION } from './snapshot-format.js';
import { readSnapshotHeader, type SnapshotHeader } from './snapshot-header.js';
import { SnapshotError } from './snapshot.errors.js';

/** The limits that a reader sets. */
export interface SnapshotLimits {
  readonly maxBytes: number;
  /** Over all sections; every id of a block or lift counts as one. */
  readonly maxEntries: number;
  /** The organisation that was asked for; a snapshot of another one is refused. */
  readonly orgId?: string;
}

/** 256 MiB and five million entries. */
export const DEFAULT_SNAPSHOT_LIMITS: SnapshotLimits = { maxBytes: 256 * 1024 * 1024, maxEntries: 5_000_000 };

/** The revocations of one organisation at one position. */
export interface Snapshot {
  readonly orgId: string;
  /** Owned by the caller, who may fold further decisions into it. */
  readonly state: RevocationState;
  readonly position: Position | null;
  readonly maxLifetimeMs: Readonly<Record<TokenKind, number>>;
  /** ISO 8601, the feed's clock. */
  readonly createdAt: string;
  /** The key that signed it. */
  readonly kid: string;
}

/**
 * Reads a snapshot completely, or throws. Its content is read only after the signature was verified. A large snapshot is read in
 * slices, so that the process can evaluate tokens meanwhile.
 * @throws SnapshotError
 * @example
 * const { state, position } = await decodeSnapshot(bytes, keys, { ...DEFAULT_SNAPSHOT_LIMITS, orgId: 'default' });
 */
export async function decodeSnapshot(
  bytes: Uint8Array,
  keys: VerificationKeys,
  limits: SnapshotLimits = DEFAULT_SNAPSHOT_LIMITS,
): Promise<Snapshot> {
  if (bytes.length > limits.maxBytes) throw new SnapshotError('TOO_LARGE', 'The snapshot has too many bytes');
  checkPreamble(bytes);
  // Shared memory is copied, because another thread could change it between the verification and the reading.
  const own =
    bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
  const { kid, bodyLength } = await checkTrailer(own, keys);

  const reader = new ByteReader(own.subarray(PREAMBLE_BYTES, bodyLength));
  const header = readHeader(reader);
  if (limits.orgId !== undefined && header.orgId !== limits.orgId) {
    throw new SnapshotError('WRONG_ORG', 'The snapshot is of another organisation');
  }
  const state = await new SectionReader(reader, header, limits.maxEntries).read();
  const { orgId, position, maxLifetimeMs, createdAt } = header;
  return { orgId, state, position, maxLifetimeMs, createdAt, kid };
}

function checkPreamble(bytes: Uint8Array): void {
  if (SNAPSHOT_MAGIC.some((byte, at) => at < bytes.length && bytes[at] !== byte)) {
    throw new SnapshotError('NOT_A_SNAPSHOT', 'The bytes are not a snapshot');
  }
  if (bytes.length < PREAMBLE_BYTES) throw truncated();
  if (bytes[4] !== SNAPSHOT_VERSION)
    throw new SnapshotError('UNKNOWN_VERSION', 'The snapshot is of an unknown version');
  const total = new DataView(bytes.buffer, bytes.byteOffset).getUint32(PREAMBLE_BYTES - 4);
  if (bytes.length < total) throw truncated();
  if (bytes.length > total) throw malformed('more bytes than its length field says');
}

async function checkTrailer(
  bytes: Uint8Array<ArrayBuffer>,
  keys: VerificationKeys,
): Promise<{ kid: string; bodyLength: number }> {
  const signed = bytes.length - SIGNATURE_BYTES;
  const kidLength = bytes[signed - 1] ?? 0;
  const bodyLength = signed - 1 - kidLength - HASH_BYTES;
  if (kidLength === 0 || bodyLength <= PREAMBLE_BYTES) throw malformed('too few bytes for its trailer');
  const kid = new TextDecoder().decode(bytes.subarray(signed - 1 - kidLength, signed - 1));
  const key = keys.get(kid);
  if (key === undefined) throw new SnapshotError('UNKNOWN_KEY', 'The snapshot is signed with an unknown key');

  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(0, bodyLength)));
  if (!digest.every((byte, at) => byte === bytes[bodyLength + at])) {
    throw new SnapshotError('BAD_HASH', 'The snapshot is damaged');
  }
  const genuine = await crypto.subtle
    .verify(ED25519, key, bytes.subarray(signed), bytes.subarray(0, signed))
    .catch(() => false);
  if (!genuine) throw new SnapshotError('BAD_SIGNATURE', 'The signature of the snapshot is wrong');
  return { kid, bodyLength };
}

function readHeader(reader: ByteReader): SnapshotHeader {
  const header = readSnapshotHeader(parseJson(reader.text()));
  if (header === null) throw malformed('a header that is not valid');
  return header;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function truncated(): SnapshotError {
  return new SnapshotError('TRUNCATED', 'The snapshot is incomplete');
}
