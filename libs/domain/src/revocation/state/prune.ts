import type { RevocationState, Watermark } from './revocation.state.js';
import { TOKEN_KINDS } from '../../values/token-kind.js';

/**
 * Drops, in place, every denial and watermark that was kept until a time which is over on the log's clock, and returns how many. Blocks
 * and lifts are kept for ever.
 *
 * Pruning accepts no token again. Tokens that a dropped entry covered have expired, and the state remembers how far it was pruned
 * (`prunedToMs`), so that `judge` refuses them as expired on a slow clock, too.
 *
 * It visits all entries: call it every few minutes, not for each record.
 *
 * @param notAfterMs epoch ms of the caller's own clock, if it has one. Nothing is dropped that is kept beyond it, so a log whose clock
 * jumped ahead drops nothing too early.
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
