import type { Position } from '../../values/position.js';
import type { Effect } from '../effects/effects.js';
import { parseIsoTime } from '../../values/iso-time.js';
import { addBlockIds, raiseClock, raiseDenial, raiseWatermark } from '../state/join.js';
import { denyKey, scopeKey } from '../effects/keys.js';
import { MAX_WRITER_AHEAD_MS } from '../effects/limits.js';
import type { RevocationState } from '../state/revocation.state.js';
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
 * Joins one record into the state, in place, and returns it. Order, repetition and holes don't matter: the state afterwards
 * is the join of every record ever folded. It doesn't look for gaps; who reads the log does.
 *
 * A writer whose clock ran more than {@link MAX_WRITER_AHEAD_MS} ahead of the log is not believed about the time: the append
 * time stands in, so that one wrong clock can't refuse what is issued tomorrow, and still revokes what was issued till now.
 * It stands in for an earlier time as well: what was issued before the append falls under the record, however slow the
 * writer's clock was. The ordinal counts in any case.
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
  const decidedAtMs = parseIsoTime(effect.time);
  const believed = decidedAtMs !== null && decidedAtMs <= entry.appendedAtMs + MAX_WRITER_AHEAD_MS;
  const raised = {
    generation: entry.position.generation,
    ordinal: entry.position.offset,
    timeMs: believed && decidedAtMs > entry.appendedAtMs ? decidedAtMs : entry.appendedAtMs,
    keepUntilMs: keepUntilOfEntry(entry),
  };
  const key = scopeKey(effect.of);
  for (const kind of TOKEN_KINDS) {
    if (effect.kinds.includes(kind)) raiseWatermark(state.watermarks[kind], key, raised);
  }
}

/** Epoch ms; what is not a number is kept for ever. */
function keepUntilOfEntry(entry: FoldEntry): number {
  return entry.keepUntilMs === null || Number.isNaN(entry.keepUntilMs) ? Infinity : entry.keepUntilMs;
}
