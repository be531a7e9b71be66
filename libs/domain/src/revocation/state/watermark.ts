import { parseIsoTime } from '../../values/iso-time.js';
import type { Position } from '../../values/position.js';
import { MAX_WRITER_AHEAD_MS } from '../effects/limits.js';

/*
 * The watermark rule, for the fold, for `judge` and for the read models. A token was issued before a watermark if the position
 * that its issuer had absorbed lies before the watermark's record. Positions compare only within one generation of the log; a token
 * whose position doesn't compare is judged by time:
 *
 *     isBeforeByPosition(watermark, position) ?? isBeforeByTime(watermark, issuedAtMs, toleranceMs)
 */

/** The part of a watermark that decides what it covers. */
export interface WatermarkBounds {
  /** Generation of the log that `ordinal` counts in. */
  readonly generation: string;
  /** Offset of the record that raised it. */
  readonly ordinal: number;
  /** Epoch ms, from {@link watermarkTimeMs}. */
  readonly timeMs: number;
}

/**
 * The time that a watermark counts from, epoch ms: the record's append time, or the writer's time where that is later by at most
 * {@link MAX_WRITER_AHEAD_MS}. A writer's clock that is further ahead is not believed, so that one wrong clock can't revoke what will
 * be issued tomorrow. A writer's clock that is behind changes nothing: whatever was issued before the append is covered.
 *
 * @param decidedAt ISO 8601, on the writer's clock.
 * @param appendedAtMs epoch ms, on the log's clock.
 */
export function watermarkTimeMs(decidedAt: string, appendedAtMs: number): number {
  const decidedAtMs = parseIsoTime(decidedAt);
  const isBelieved = decidedAtMs !== null && decidedAtMs <= appendedAtMs + MAX_WRITER_AHEAD_MS;
  return isBelieved && decidedAtMs > appendedAtMs ? decidedAtMs : appendedAtMs;
}

/**
 * Whether a token was issued before a watermark, by the position that its issuer had absorbed; `undefined`: the position doesn't
 * count in the watermark's generation, and time has to answer.
 */
export function isBeforeByPosition(
  { generation, ordinal }: WatermarkBounds,
  position: Position | undefined,
): boolean | undefined {
  return position?.generation === generation ? position.offset < ordinal : undefined;
}

/** Whether a token was issued before a watermark, by time, ms. What can't be compared counts as issued before. */
export function isBeforeByTime(
  { timeMs }: WatermarkBounds,
  issuedAtMs: number,
  toleranceMs: number,
): boolean {
  // Negated, so that a time or a tolerance that isn't a number refuses.
  return !(issuedAtMs > timeMs + toleranceMs);
}
