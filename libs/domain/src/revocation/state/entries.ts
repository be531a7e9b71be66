import type { Position } from '../../values/position.js';
import { TOKEN_KINDS, type TokenKind } from '../../values/token-kind.js';
import { addBlockIds, raiseClock, raiseDenial, raiseWatermark } from './join.js';
import { emptyRevocationState, type RevocationState, type Watermark } from './revocation.state.js';

/** Epoch ms of log time; `null`: kept for ever (JSON has no infinity). */
export type KeepUntilEntry = number | null;
/** Key of a denied token or signing key, and how long it is kept. */
export type DenialEntry = readonly [key: string, keepUntilMs: KeepUntilEntry];
/** One watermark of one scope, kind and generation. */
export type WatermarkEntry = readonly [
  kind: TokenKind,
  key: string,
  generation: string,
  ordinal: number,
  timeMs: number,
  keepUntilMs: KeepUntilEntry,
];
/** An app and the ids of its blocks, or of the lifted ones. */
export type BlockEntry = readonly [app: string, ids: readonly string[]];

/**
 * A state as plain JSON. Every list is sorted by code units, so that equal states give equal text and digests of edges can be compared.
 * Edges that may have pruned at different times have to prune before they compare.
 */
export interface RevocationEntries {
  readonly position: Position | null;
  readonly logTimeMs: number;
  readonly prunedToMs: number;
  readonly denied: readonly DenialEntry[];
  readonly deniedKids: readonly DenialEntry[];
  readonly watermarks: readonly WatermarkEntry[];
  readonly blocks: readonly BlockEntry[];
  readonly lifts: readonly BlockEntry[];
}

/** The canonical form of a state, for digests, comparison and snapshots. */
export function revocationEntries(state: RevocationState): RevocationEntries {
  const { position } = state;
  return {
    position: position === null ? null : { generation: position.generation, offset: position.offset },
    logTimeMs: state.logTimeMs,
    prunedToMs: state.prunedToMs,
    denied: denialEntries(state.denied),
    deniedKids: denialEntries(state.deniedKids),
    watermarks: TOKEN_KINDS.flatMap((kind) => watermarkEntries(kind, state.watermarks[kind])),
    blocks: blockEntries(state.blocks),
    lifts: blockEntries(state.lifts),
  };
}

/** The state that has these entries: the inverse of {@link revocationEntries}. Entries in any order, or twice, are joined. */
export function revocationStateFromEntries(entries: RevocationEntries): RevocationState {
  const state = emptyRevocationState();
  raiseClock(state, entries.position, entries.logTimeMs);
  state.prunedToMs = entries.prunedToMs;
  for (const [key, until] of entries.denied) raiseDenial(state.denied, key, until ?? Infinity);
  for (const [key, until] of entries.deniedKids) raiseDenial(state.deniedKids, key, until ?? Infinity);
  for (const [kind, key, generation, ordinal, timeMs, until] of entries.watermarks) {
    const keepUntilMs = until ?? Infinity;
    raiseWatermark(state.watermarks[kind], key, { generation, ordinal, timeMs, keepUntilMs });
  }
  for (const [app, ids] of entries.blocks) addBlockIds(state.blocks, app, ids);
  for (const [app, ids] of entries.lifts) addBlockIds(state.lifts, app, ids);
  return state;
}

function denialEntries(denials: ReadonlyMap<string, number>): DenialEntry[] {
  return sortedByKey(denials).map(([key, keepUntilMs]) => [key, keepUntilEntry(keepUntilMs)]);
}

function watermarkEntries(kind: TokenKind, watermarks: ReadonlyMap<string, Watermark>): WatermarkEntry[] {
  const entries: WatermarkEntry[] = [];
  for (const [key, first] of sortedByKey(watermarks)) {
    for (let mark: Watermark | null = first; mark !== null; mark = mark.next) {
      const { generation, ordinal, timeMs, keepUntilMs } = mark;
      entries.push([kind, key, generation, ordinal, timeMs, keepUntilEntry(keepUntilMs)]);
    }
  }
  return entries;
}

function blockEntries(sets: ReadonlyMap<string, ReadonlySet<string>>): BlockEntry[] {
  return sortedByKey(sets).map(([app, ids]) => [app, [...ids].sort()]);
}

function sortedByKey<T>(map: ReadonlyMap<string, T>): (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function keepUntilEntry(keepUntilMs: number): KeepUntilEntry {
  return keepUntilMs === Infinity ? null : keepUntilMs;
}
