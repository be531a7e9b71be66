import type { Position } from '../../values/position.js';
import type { TokenKind } from '../../values/token-kind.js';

/** One watermark: everything of its scope and kind that was issued before it is refused. */
export interface Watermark {
  /** Log that `ordinal` counts in; offsets of two generations are never compared. */
  readonly generation: string;
  /** Offset of the latest record that raised it; covers `rpos < ordinal` of the same generation. */
  ordinal: number;
  /** Epoch ms; covers `iat` up to and including this, plus the issuer's tolerance, where no `rpos` compares. */
  timeMs: number;
  /** Epoch ms of log time after which every token that it covers has expired; `Infinity`: kept for ever. */
  keepUntilMs: number;
  /** The same scope's watermark in another generation of the log (ascending by generation); any of them refuses. */
  next: Watermark | null;
}

/**
 * The revocations of one organisation: a join-semilattice. Every field only ever grows, by union or by maximum, so
 * duplicates, reordering and replays can't make it cover less.
 *
 * The maps are owned by whoever folds: `fold` updates them in place, because an edge holds a million
 * entries and folds one record at a time. Nobody else writes to them. Build one with `emptyRevocationState`, `merge` or
 * `revocationStateFromEntries`.
 */
export interface RevocationState {
  /**
   * The last record absorbed; `null` before the first one. Of two generations the greater id (in string order) stands:
   * that makes joins commute, not one log newer than another. A reader whose log changed its generation takes a
   * snapshot and goes on from the snapshot's own position.
   */
  position: Position | null;
  /** Largest append time seen, epoch ms on the log's clock; 0 before the first record. Entries are pruned by it alone. */
  logTimeMs: number;
  /**
   * Epoch ms of log time up to which entries were pruned; 0: never. A token with `exp` at or before it counts as
   * expired whatever the local clock says, so that a slow clock can't bring back what a pruned entry covered.
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

/** The state that covers nothing: the neutral element of `merge`. */
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
