import { formatIsoTime, parseIsoTime } from './revocation/iso-time.js';

/**
 * Writes an ISO 8601 time of any precision in the one form that sorts as text: UTC, with three digits of ms.
 *
 * @param otherwiseMs stands in for text that isn't a time, epoch ms.
 */
export function canonicalTime(text: string, otherwiseMs: number): string {
  return formatIsoTime(parseIsoTime(text) ?? otherwiseMs);
}
