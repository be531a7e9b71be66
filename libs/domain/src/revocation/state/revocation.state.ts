import type { Position } from '../../values/position.js';
import type { TokenKind } from '../../values/token-kind.js';

/** One watermark: every token of its scope and kind that was issued before it is refused. `watermark.ts` has the rule. */
export interface Watermark {
  /** Generation of the log that `ordinal` counts in. Offsets of two generations are never compared. */
  readonly generation: string;
  /** Offset of the latest record that raised it. It covers tokens of the same generation whose `rpos` is smaller. */
  ordinal: number;
  /** Epoch ms. It covers tokens without a comparable `rpos` whose `iat` is at most this plus the issuer's tolerance. */
  timeMs: number;
  /** Epoch ms of log time after which every token that it covers has expired. `Infinity`: it is kept for ever. */
  keepUntilMs: number;
  /** The watermark of the same scope in the next generation of the log, in ascending order. A token that any of them covers is refused. */
  next: Watermark | null;
}

/**
 * The revocations of one organisation: a join-semilattice. Every field only grows, by union or by maximum, so records that come
 * twice, late or again from the beginning can't make it cover less.
 *
 * `fold` changes the maps in place, because an edge holds a million entries and folds one record at a time. Only the owner of the
 * state may fold into it. A new state comes from `emptyRevocationState`, `merge` or `revocationStateFromEntries`.
 */
export interface RevocationState {
  /**
   * The last record folded; `null` before the first one. After a join of two generations it is that with the greater id in string
   * order. That makes joins commute; it doesn't mean that this generation is the newer one. A reader whose log has a new generation
   * fetches a snapshot and reads on from the position that the snapshot names.
   */
  position: Position | null;
  /** The latest append time seen, epoch ms on the log's clock; 0 before the first record. Pruning goes by it, not by a local clock. */
  logTimeMs: number;
  /**
   * Epoch ms of log time up to which entries were pruned; 0: never. A token whose `exp` is not after it counts as expired on every
   * clock. Otherwise a slow clock would accept a token whose revocation was pruned.
   */
  prunedToMs: number;
  /** `denyKey(iss, jti)` → keepUntil, epoch ms of log time; `Infinity`: kept for ever. */
  readonly denied: Map<string, number>;
  /** `denyKey(iss, kid)` → keepUntil, epoch ms of log time; `Infinity`: kept for ever. */
  readonly deniedKids: Map<string, number>;
  /** Per kind: `scopeKey(scope)` → watermark. */
  readonly watermarks: Readonly<Record<TokenKind, Map<string, Watermark>>>;
  /** App → ids of every block ever placed on it. */
  readonly blocks: Map<string, Set<string>>;
  /** App → ids of blocks that were lifted. An app is blocked while `blocks − lifts` is not empty. */
  readonly lifts: Map<string, Set<string>>;
}

/** The state that covers nothing, which is the neutral element of `merge`. */
export function emptyRevocationState(): RevocationState {
  return {
    position: null,
    logTimeMs: 0,
    prunedToMs: 0,
    denied: new Map(),
    deniedKids: new Map(),
    watermarks: { access: new Map(), refresh: new Map(), session: new Map() },
    blocks: new Map(),
    lifts: new Map(),
  };
}
