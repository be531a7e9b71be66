import { TOKEN_KINDS, type RevocationState, type TokenKind, type Watermark } from '#domain';
import type { SigningKey } from '../signature/keys.js';
import { ED25519 } from '../signature/web-crypto.js';
import { ByteWriter } from './byte-writer.js';
import {
  PREAMBLE_BYTES,
  SECTIONS,
  SNAPSHOT_MAGIC,
  SNAPSHOT_VERSION,
  WATERMARK_SECTION,
  type SnapshotCounts,
} from './snapshot-format.js';
import { readSnapshotHeader, type SnapshotHeader } from './snapshot-header.js';
import { SnapshotError } from './snapshot.errors.js';

/** What goes into a snapshot. */
export interface SnapshotContent {
  readonly orgId: string;
  readonly state: RevocationState;
  /** Per kind, the longest lifetime of a token that the state can vouch for, ms. */
  readonly maxLifetimeMs: Readonly<Record<TokenKind, number>>;
  /** ISO 8601. Default: now. */
  readonly createdAt?: string;
}

/**
 * Writes a signed snapshot. The whole state is read before the first `await`, so that no fact can be folded halfway through.
 * @throws SnapshotError `NOT_ENCODABLE`, `TOO_LARGE` (4 GiB)
 * @example
 * const bytes = await encodeSnapshot({ orgId: 'default', state, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS }, signingKey);
 */
export async function encodeSnapshot(
  content: SnapshotContent,
  sign: SigningKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const kid = new TextEncoder().encode(sign.kid);
  if (kid.length === 0 || kid.length > 255)
    throw new SnapshotError('NOT_ENCODABLE', 'A kid must have 1 to 255 bytes');
  const writer = new ByteWriter();
  writer.raw(Uint8Array.from(SNAPSHOT_MAGIC));
  writer.u8(SNAPSHOT_VERSION);
  writer.u32(0);
  const header = headerOf(content);
  writer.text(JSON.stringify(header));
  writeSections(writer, content.state, header);

  const total = writer.length + 32 + kid.length + 1 + 64;
  if (total > 0xffff_ffff) throw new SnapshotError('TOO_LARGE', 'A snapshot must be smaller than 4 GiB');
  writer.u32At(PREAMBLE_BYTES - 4, total);
  writer.raw(new Uint8Array(await crypto.subtle.digest('SHA-256', writer.bytes())));
  writer.raw(kid);
  writer.u8(kid.length);
  writer.raw(new Uint8Array(await crypto.subtle.sign(ED25519, sign.privateKey, writer.bytes())));
  return writer.bytes();
}

function headerOf({ orgId, state, maxLifetimeMs, createdAt }: SnapshotContent): SnapshotHeader {
  const header = readSnapshotHeader({
    orgId,
    position: state.position,
    logTimeMs: state.logTimeMs,
    prunedToMs: state.prunedToMs,
    generations: generationsOf(state),
    maxLifetimeMs,
    createdAt: createdAt ?? new Date().toISOString(),
    counts: countsOf(state),
  });
  if (header === null) throw new SnapshotError('NOT_ENCODABLE', 'The header is not valid');
  return header;
}

function generationsOf(state: RevocationState): readonly string[] {
  const generations = new Set<string>();
  for (const kind of TOKEN_KINDS) {
    for (const [, mark] of marksOf(state.watermarks[kind])) generations.add(mark.generation);
  }
  return [...generations].sort();
}

function countsOf(state: RevocationState): SnapshotCounts {
  return {
    denied: state.denied.size,
    deniedKids: state.deniedKids.size,
    accessWatermarks: countMarks(state.watermarks.access),
    refreshWatermarks: countMarks(state.watermarks.refresh),
    sessionWatermarks: countMarks(state.watermarks.session),
    blocks: state.blocks.size,
    lifts: state.lifts.size,
  };
}

function countMarks(watermarks: ReadonlyMap<string, Watermark>): number {
  let count = 0;
  for (const [, first] of watermarks) {
    for (let mark: Watermark | null = first; mark !== null; mark = mark.next) count += 1;
  }
  return count;
}

function* marksOf(watermarks: ReadonlyMap<string, Watermark>): Generator<readonly [string, Watermark]> {
  for (const [key, first] of watermarks) {
    for (let mark: Watermark | null = first; mark !== null; mark = mark.next) yield [key, mark];
  }
}

function writeSections(writer: ByteWriter, state: RevocationState, header: SnapshotHeader): void {
  const { counts } = header;
  const generations = new Map(header.generations.map((generation, index) => [generation, index]));
  const writeWatermark = (mark: Watermark): void => {
    writer.varint(generations.get(mark.generation) ?? 0);
    writer.f64(mark.ordinal);
    writer.f64(mark.timeMs);
    writer.f64(mark.keepUntilMs);
  };
  const writeKeepUntil = (keepUntilMs: number): void => {
    writer.f64(keepUntilMs);
  };
  const writeIds = (ids: ReadonlySet<string>): void => {
    writer.varint(ids.size);
    for (const id of ids) writer.text(id);
  };
  writeSection(writer, SECTIONS.denied, counts.denied, state.denied, writeKeepUntil);
  writeSection(writer, SECTIONS.deniedKids, counts.deniedKids, state.deniedKids, writeKeepUntil);
  for (const kind of TOKEN_KINDS) {
    const section = WATERMARK_SECTION[kind];
    writeSection(writer, SECTIONS[section], counts[section], marksOf(state.watermarks[kind]), writeWatermark);
  }
  writeSection(writer, SECTIONS.blocks, counts.blocks, state.blocks, writeIds);
  writeSection(writer, SECTIONS.lifts, counts.lifts, state.lifts, writeIds);
}

function writeSection<V>(
  writer: ByteWriter,
  id: number,
  count: number,
  entries: Iterable<readonly [string, V]>,
  write: (value: V) => void,
): void {
  writer.u8(id);
  writer.varint(count);
  for (const [key, value] of entries) {
    writer.text(key);
    write(value);
  }
}
