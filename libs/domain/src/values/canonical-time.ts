import { formatIsoTime, parseIsoTime } from './iso-time.js';

const CANONICAL_LENGTH = '2026-01-31T12:00:00.250Z'.length;

/**
 * Writes an ISO 8601 time of any precision in the one form that sorts as text: UTC, with three digits of ms.
 *
 * @param otherwiseMs stands in for text that isn't a time, epoch ms.
 */
export function canonicalTime(text: string, otherwiseMs: number): string {
  const ms = parseIsoTime(text);
  // A time with three digits of ms is written in that form already, and most are.
  if (ms !== null && text.length === CANONICAL_LENGTH) return text;
  return formatIsoTime(ms ?? otherwiseMs);
}
