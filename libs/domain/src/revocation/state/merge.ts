import { TOKEN_KINDS } from '../../values/token-kind.js';
import { addBlockIds, raiseClock, raiseDenial, raiseWatermark } from './join.js';
import { emptyRevocationState, type RevocationState, type Watermark } from './revocation.state.js';

/**
 * Joins two states into a new one, which covers what either of them covers. Associative, commutative, idempotent and total.
 * Watermarks of different generations are kept beside each other, because their ordinals can't be compared.
 */
export function merge(a: RevocationState, b: RevocationState): RevocationState {
  const merged = emptyRevocationState();
  absorb(merged, a);
  absorb(merged, b);
  return merged;
}

function absorb(into: RevocationState, from: RevocationState): void {
  raiseClock(into, from.position, from.logTimeMs);
  if (from.prunedToMs > into.prunedToMs) into.prunedToMs = from.prunedToMs;
  for (const [key, keepUntilMs] of from.denied) raiseDenial(into.denied, key, keepUntilMs);
  for (const [key, keepUntilMs] of from.deniedKids) raiseDenial(into.deniedKids, key, keepUntilMs);
  for (const kind of TOKEN_KINDS) absorbWatermarks(into.watermarks[kind], from.watermarks[kind]);
  for (const [app, ids] of from.blocks) addBlockIds(into.blocks, app, ids);
  for (const [app, ids] of from.lifts) addBlockIds(into.lifts, app, ids);
}

function absorbWatermarks(into: Map<string, Watermark>, from: ReadonlyMap<string, Watermark>): void {
  for (const [key, first] of from) {
    for (let mark: Watermark | null = first; mark !== null; mark = mark.next) raiseWatermark(into, key, mark);
  }
}
