import type { Position } from '../position.js';
import type { TokenKind } from './token-kind.js';

/** One watermark: everything of its scope and kind that was issued before it is refused. */
export interface Watermark {
  /** Offset of the latest record that raised it; covers `rpos < ordinal` of the same generation. -1: none. */
  ordinal: number;
  /** Epoch ms; covers `iat` up to and including this, plus the issuer's tolerance. */
  timeMs: number;
  /** Epoch ms of log time after which every token that it covers has expired. */
  keepUntilMs: number;
}

/**
 * The revocations of one organisation: a join-semilattice. Every field only ever grows, by union or by maximum, so
 * duplicates, reordering and replays can't make it cover less.
 *
 * The maps are owned by whoever folds: {@link fold} updates them in place, because an edge holds a million
 * entries and folds one record at a time. Nobody else writes to them.
 */
export interface RevocationState {
  /** The last record absorbed; `null` before the first one. */
  position: Position | null;
  /** Largest append time seen, epoch ms on the log's clock. Entries are pruned by this clock alone. */
  logTimeMs: number;
  /** `denyKey(iss, jti)` → keepUntil, epoch ms of log time. */
  readonly denied: Map<string, number>;
  /** `denyKey(iss, kid)` → keepUntil, epoch ms of log time. */
  readonly deniedKids: Map<string, number>;
  /** Per kind: `scopeKey(scope)` → watermark. */
  readonly watermarks: Readonly<Record<TokenKind, Map<string, Watermark>>>;
  /** App → ids of every block ever placed on it. */
  readonly blocks: Map<string, Set<string>>;
  /** App → ids of blocks that were lifted. An app is blocked while `blocks − lifts` is not empty. */
  readonly lifts: Map<string, Set<string>>;
}
