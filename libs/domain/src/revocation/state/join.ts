import type { Position } from '../../values/position.js';
import type { RevocationState, Watermark } from './revocation.state.js';

/*
 * The joins that fold and merge are made of. Each of them only raises or adds, so fold and merge commute, associate and may be
 * repeated. They compare with `>` instead of `Math.max`, because `Math.max` would put a NaN into the state.
 */

/** Joins a position and an append time (epoch ms) into the state's own. */
export function raiseClock(state: RevocationState, position: Position | null, logTimeMs: number): void {
  if (position !== null && (state.position === null || isAfter(position, state.position))) {
    state.position = { generation: position.generation, offset: position.offset };
  }
  if (logTimeMs > state.logTimeMs) state.logTimeMs = logTimeMs;
}

/** By generation in string order, then by offset. It is a total order, so that joins of two generations commute. */
function isAfter(a: Position, b: Position): boolean {
  return a.generation === b.generation ? a.offset > b.offset : a.generation > b.generation;
}

/** Adds a denied id, or keeps it longer. */
export function raiseDenial(denials: Map<string, number>, key: string, keepUntilMs: number): void {
  const known = denials.get(key);
  if (known === undefined || keepUntilMs > known) denials.set(key, keepUntilMs);
}

/** Raises the watermark of one generation of one scope, in place. */
export function raiseWatermark(
  watermarks: Map<string, Watermark>,
  key: string,
  raised: Omit<Watermark, 'next'>,
): void {
  let previous: Watermark | null = null;
  let mark = watermarks.get(key) ?? null;
  while (mark !== null && mark.generation < raised.generation) {
    previous = mark;
    mark = mark.next;
  }
  if (mark !== null && mark.generation === raised.generation) {
    if (raised.ordinal > mark.ordinal) mark.ordinal = raised.ordinal;
    if (raised.timeMs > mark.timeMs) mark.timeMs = raised.timeMs;
    if (raised.keepUntilMs > mark.keepUntilMs) mark.keepUntilMs = raised.keepUntilMs;
    return;
  }
  const { generation, ordinal, timeMs, keepUntilMs } = raised;
  const added: Watermark = { generation, ordinal, timeMs, keepUntilMs, next: mark };
  if (previous === null) watermarks.set(key, added);
  else previous.next = added;
}

/** Adds block ids of an app. */
export function addBlockIds(sets: Map<string, Set<string>>, app: string, ids: Iterable<string>): void {
  const known = sets.get(app);
  if (known === undefined) {
    const added = new Set(ids);
    if (added.size > 0) sets.set(app, added);
    return;
  }
  for (const id of ids) known.add(id);
}
