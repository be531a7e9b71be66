import type { Position } from '../../values/position.js';
import type { Effect } from '../effects/effects.js';
import type { FoldEntry } from './revocation.fold.js';
import { parseIsoTime } from '../../values/iso-time.js';

/** What a record with effects says beside them. */
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
 * What is folded of a record. The writer computed `keepUntil` on its own clock, and what it revoked lives on everybody's: a
 * record that was appended late (again, or by a slow clock) is kept longer by as much.
 */
export function foldEntry(recorded: RecordedEffects, effects: readonly Effect[]): FoldEntry {
  const { position, appendedAtMs } = recorded;
  return { position, appendedAtMs, effects, keepUntilMs: keepUntilMsOf(recorded) };
}

/** Epoch ms of log time; `null`: for ever, also where one of the times can't be read. */
function keepUntilMsOf({ appendedAtMs, time, keepUntil }: RecordedEffects): number | null {
  const decidedAtMs = parseIsoTime(time);
  const untilMs = keepUntil === null ? null : parseIsoTime(keepUntil);
  if (decidedAtMs === null || untilMs === null) return null;
  return untilMs + Math.max(0, appendedAtMs - decidedAtMs);
}
