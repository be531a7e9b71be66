import type { TokenKind } from '#domain';

/**
 * # The snapshot format, version 1
 *
 * The revocation state of one organisation at one position. Everything is big endian; `varint` is unsigned LEB128 of at
 * most 32 bits in its shortest form; `text` is a varint with the number of bytes, then that much UTF-8; `f64` is an
 * IEEE 754 double, and may be infinite but never NaN.
 *
 * ```
 * "RSCN"     4 bytes
 * version    1 byte: 1
 * length     u32: bytes of the whole snapshot, from the magic to the signature
 * header     text: JSON, see below
 * sections   in this order, each: id (1 byte), count (varint), then `count` entries
 *   1 denied tokens           key (text), keepUntil (f64, epoch ms of log time; infinite: for ever)
 *   2 denied signing keys     the same
 *   3 watermarks, access      key (text), generation (varint: index into the header's `generations`), ordinal (f64), time
 *                             (f64, epoch ms), keepUntil (f64)
 *   4 watermarks, refresh     the same
 *   5 watermarks, session     the same
 *   6 blocks                  app (text), number of ids (varint), ids (text each)
 *   7 lifts                   the same
 * hash       32 bytes: SHA-256 of everything before
 * kid        UTF-8, then its number of bytes (u8), so that a reader can find it from the end
 * signature  64 bytes: Ed25519 (RFC 8032) over everything before, the hash and the kid included
 * ```
 *
 * Keys within a section, and ids within an app, are distinct and in any order. Watermarks are the exception: a key has one entry
 * per generation, and these entries follow each other directly, in ascending order of the generations' text. The key of a denied
 * token is `<length of iss>:<iss><jti>`, of a signing key `<length of iss>:<iss><kid>`, with the length in UTF-16 units. The keys
 * of watermarks are `org`, `issuer:<iss>`, `app:<client_id>`, `user:<sub>`, `user-app:<length of sub>:<sub><client_id>`,
 * `session:<sid>` and `grant:<grant_id>`.
 *
 * The header: `orgId`; `position` (`{ generation, offset }` of the last record folded, or `null`); `logTimeMs` (the largest
 * append time seen); `prunedToMs` (log time up to which entries were dropped: a token that expired before it counts as expired);
 * `maxLifetimeMs` (per kind, the longest lifetime of a token that this state can vouch for); `generations` (the log's generations
 * that the watermarks refer to, all different); `createdAt`; `counts`, with the count of every section. Unknown members are
 * ignored.
 *
 * A reader checks, in this order: its own limit of bytes, magic, version, length (too few bytes: truncated; too many: malformed),
 * that it knows the key, hash, signature. Only then does it read the header and the sections. Counts must agree with the header,
 * and nothing may be left over. Any change of this format is a new version, and an unknown version is refused.
 */
export const SNAPSHOT_VERSION = 1;

/** The first four bytes: `RSCN`. */
export const SNAPSHOT_MAGIC: readonly number[] = [0x52, 0x53, 0x43, 0x4e];

/** Bytes of the SHA-256. */
export const HASH_BYTES = 32;

/** Magic, version and length. */
export const PREAMBLE_BYTES = 9;

/** The sections, by their id. */
export const SECTIONS = {
  denied: 1,
  deniedKids: 2,
  accessWatermarks: 3,
  refreshWatermarks: 4,
  sessionWatermarks: 5,
  blocks: 6,
  lifts: 7,
} as const;

/** Which section a kind's watermarks are in. */
export const WATERMARK_SECTION = {
  access: 'accessWatermarks',
  refresh: 'refreshWatermarks',
  session: 'sessionWatermarks',
} as const satisfies Record<TokenKind, keyof typeof SECTIONS>;

/** Entries per section. */
export type SnapshotCounts = Readonly<Record<keyof typeof SECTIONS, number>>;
