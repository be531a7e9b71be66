import type { RevocationState, Watermark } from './revocation.state.js';
import { TOKEN_KINDS } from '../../values/token-kind.js';

/**
 * Drops, in place, every denial and watermark whose keepUntil lies before the log's clock, and returns how many. Blocks and
 * lifts stay for ever. Nothing comes back to life by it: what a dropped entry covered has expired, and `judge` holds it
 * for expired even on a clock that is slow, because the state remembers how far it was pruned (`prunedToMs`).
 *
 * Walks all entries: call it every few minutes, not per record.
 *
 * @param notAfterMs epoch ms, a ceiling for who has a clock of its own: a log whose clock jumped ahead then prunes nothing
 * too early. It can only keep more, never drop more.
 */
export function prune(state: RevocationState, notAfterMs = Infinity): number {
  const horizonMs = Math.min(state.logTimeMs, notAfterMs);
  if (horizonMs > state.prunedToMs) state.prunedToMs = horizonMs;
  let dropped =
    pruneDenials(state.denied, state.prunedToMs) + pruneDenials(state.deniedKids, state.prunedToMs);
  for (const kind of TOKEN_KINDS) dropped += pruneWatermarks(state.watermarks[kind], state.prunedToMs);
  return dropped;
}

function pruneDenials(denials: Map<string, number>, beforeMs: number): number {
  let dropped = 0;
  for (const [key, keepUntilMs] of denials) {
    if (keepUntilMs < beforeMs) {
      denials.delete(key);
      dropped += 1;
    }
  }
  return dropped;
}

function pruneWatermarks(watermarks: Map<string, Watermark>, beforeMs: number): number {
  let dropped = 0;
  for (const [key, first] of watermarks) {
    let kept: Watermark | null = null;
    let last: Watermark | null = null;
    for (let mark: Watermark | null = first; mark !== null; mark = mark.next) {
      if (mark.keepUntilMs < beforeMs) {
        dropped += 1;
        continue;
      }
      if (last === null) kept = mark;
      else last.next = mark;
      last = mark;
    }
    if (last !== null) last.next = null;
    if (kept === null) watermarks.delete(key);
    else if (kept !== first) watermarks.set(key, kept);
  }
  return dropped;
}
