import type { Position } from '../../values/position.js';
import type { Effect } from '../effects/effects.js';
import { addBlockIds, raiseClock, raiseDenial, raiseWatermark } from '../state/join.js';
import { denyKey, scopeKey } from '../effects/keys.js';
import type { RevocationState } from '../state/revocation.state.js';
import { watermarkTimeMs } from '../state/watermark.js';
import { TOKEN_KINDS } from '../../values/token-kind.js';

/** What an edge needs of one record. */
export interface FoldEntry {
  /** Its place in the log; the offset is the ordinal of its watermarks. */
  readonly position: Position;
  /** Epoch ms on the log's clock. */
  readonly appendedAtMs: number;
  readonly effects: readonly Effect[];
  /** Epoch ms of log time after which the effects cover nothing that is alive; `null`: kept for ever. */
  readonly keepUntilMs: number | null;
}

/**
 * Joins one record into the state, in place, and returns it. Records may come in any order, more than once, and with gaps between
 * them: the state afterwards is the join of all records folded so far. Whoever reads the log has to look for gaps.
 *
 * The time of a watermark is that of `watermarkTimeMs`, so a writer's wrong clock neither refuses future tokens nor lets old ones
 * through. Its ordinal is the record's offset, whatever the clocks say.
 *
 * @example
 * ```ts
 * const state = emptyRevocationState();
 * fold(state, {
 *   position: { generation: 'g1', offset: 7 },
 *   appendedAtMs: 1_767_225_600_000,
 *   effects: [{ effect: 'deny', iss: 'https://issuer.example', jti: 'a1' }],
 *   keepUntilMs: 1_767_312_000_000,
 * });
 * ```
 */
export function fold(state: RevocationState, entry: FoldEntry): RevocationState {
  raiseClock(state, entry.position, entry.appendedAtMs);
  for (const effect of entry.effects) foldEffect(state, entry, effect);
  return state;
}

function foldEffect(state: RevocationState, entry: FoldEntry, effect: Effect): void {
  switch (effect.effect) {
    case 'deny':
      raiseDenial(state.denied, denyKey(effect.iss, effect.jti), keepUntilOfEntry(entry));
      return;
    case 'denyKid':
      raiseDenial(state.deniedKids, denyKey(effect.iss, effect.kid), keepUntilOfEntry(entry));
      return;
    case 'block':
      addBlockIds(state.blocks, effect.app, [effect.id]);
      return;
    case 'lift':
      addBlockIds(state.lifts, effect.app, effect.ids);
      return;
    case 'notBefore':
      foldWatermark(state, entry, effect);
      return;
  }
}

function foldWatermark(
  state: RevocationState,
  entry: FoldEntry,
  effect: Extract<Effect, { effect: 'notBefore' }>,
): void {
  const raised = {
    generation: entry.position.generation,
    ordinal: entry.position.offset,
    timeMs: watermarkTimeMs(effect.time, entry.appendedAtMs),
    keepUntilMs: keepUntilOfEntry(entry),
  };
  const key = scopeKey(effect.of);
  for (const kind of TOKEN_KINDS) {
    if (effect.kinds.includes(kind)) raiseWatermark(state.watermarks[kind], key, raised);
  }
}

/** Epoch ms. An entry whose time isn't a number is kept for ever. */
function keepUntilOfEntry(entry: FoldEntry): number {
  return entry.keepUntilMs === null || Number.isNaN(entry.keepUntilMs) ? Infinity : entry.keepUntilMs;
}
