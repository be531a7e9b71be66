import { DENIAL_REASONS } from '#domain';
import {
  isIdentifier,
  isInstant,
  isJsonObject,
  isNonNegative,
  isPositionText,
  isWholeNumber,
} from '../encoding/fields.js';
import type { HeadResponse, ReceiptDenial, ReceiptUsage, StreamEvent } from './feed-messages.js';

/** Reads the `data` of a stream event; total. `null`: it isn't one. */
export function readStreamEvent(json: unknown): StreamEvent | null {
  if (!isJsonObject(json)) return null;
  const { prev, appendedAtMs, value } = json;
  const headers = readHeaders(json['headers']);
  return isPositionText(prev) && isNonNegative(appendedAtMs) && typeof value === 'string' && headers !== null
    ? { prev, appendedAtMs, value, headers }
    : null;
}

/** Reads the answer of `GET /feed/head`; total. `null`: it isn't one. */
export function readHeadResponse(json: unknown): HeadResponse | null {
  if (!isJsonObject(json)) return null;
  const { head, ageMs } = json;
  return isPositionText(head) && isNonNegative(ageMs) ? { head, ageMs } : null;
}

/** Whether a feed takes this row. One that it doesn't would have it refuse the whole receipt. */
export function isReceiptUsage(row: ReceiptUsage): boolean {
  return isIdentifier(row.userId) && isCounted(row);
}

/** Whether a feed takes this row of refused calls. */
export function isReceiptDenial(row: ReceiptDenial): boolean {
  return (row.userId === undefined || isIdentifier(row.userId)) && isReason(row.reason) && isCounted(row);
}

function isCounted({ clientId, windowId, count, firstAt, lastAt }: Omit<ReceiptUsage, 'userId'>): boolean {
  return (
    isIdentifier(clientId) &&
    isIdentifier(windowId) &&
    isWholeNumber(count) &&
    count > 0 &&
    isInstant(firstAt) &&
    isInstant(lastAt)
  );
}

function isReason(value: unknown): boolean {
  return DENIAL_REASONS.some((reason) => reason === value);
}

function readHeaders(value: unknown): Readonly<Record<string, string>> | null {
  if (!isJsonObject(value)) return null;
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    // Assigning it would change what the object inherits.
    if (name === '__proto__') continue;
    if (typeof text !== 'string') return null;
    headers[name] = text;
  }
  return headers;
}
