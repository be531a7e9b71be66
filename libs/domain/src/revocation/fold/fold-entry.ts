import type { Position } from '../../values/position.js';
import type { Effect } from '../effects/effects.js';
import type { FoldEntry } from './revocation.fold.js';
import { parseIsoTime } from '../../values/iso-time.js';

/** The parts of a record, other than its effects, that decide how they are folded. */
export interface RecordedEffects {
  readonly position: Position;
  /** Epoch ms on the log's clock. */
  readonly appendedAtMs: number;
  /** ISO 8601, when the writer decided, on its own clock. */
  readonly time: string;
  /** ISO 8601 as the writer computed it; `null`: for ever. */
  readonly keepUntil: string | null;
}

/**
 * What is folded of a record. The writer computed `keepUntil` on its own clock. A record that was appended later than that clock says
 * (because it was appended again, or the clock was slow) is kept longer by the difference.
 */
export function foldEntry(recorded: RecordedEffects, effects: readonly Effect[]): FoldEntry {
  const { position, appendedAtMs } = recorded;
  return { position, appendedAtMs, effects, keepUntilMs: keepUntilMsOf(recorded) };
}

/** Epoch ms of log time; `null`: for ever. A time that can't be read means for ever, too. */
function keepUntilMsOf({ appendedAtMs, time, keepUntil }: RecordedEffects): number | null {
  const decidedAtMs = parseIsoTime(time);
  const untilMs = keepUntil === null ? null : parseIsoTime(keepUntil);
  if (decidedAtMs === null || untilMs === null) return null;
  return untilMs + Math.max(0, appendedAtMs - decidedAtMs);
}
