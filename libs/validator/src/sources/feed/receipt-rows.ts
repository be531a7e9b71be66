import {
  isReceiptDenial,
  isReceiptUsage,
  MAX_RECEIPT_BYTES,
  MAX_RECEIPT_COUNTS,
  MAX_RECEIPT_DENIALS,
  type ReceiptDenial,
  type ReceiptUsage,
} from '#contracts/edge';
import { callsIn, type DeniedRow, type UsedRow } from '../../usage/usage-meter.js';

/** Part of a receipt's bytes that is for rows of usage, and as much again for denials; the rest is for what is always in it. */
const ROWS_BYTES = (MAX_RECEIPT_BYTES - 16 * 1024) / 2;

/** Rows that go out together. */
export interface RowBatch<Row, Wire> {
  readonly rows: readonly Row[];
  readonly wire: readonly Wire[];
  /** The rows that are left for another receipt. */
  readonly rest: readonly Row[];
  /** Calls in rows that no feed takes, which would have it refuse all the others: an issuer's ids may be longer than ours. */
  readonly unfit: number;
}

/** The first rows of usage that fit into one receipt. */
export function usedBatch(rows: readonly UsedRow[]): RowBatch<UsedRow, ReceiptUsage> {
  return batch(rows, MAX_RECEIPT_COUNTS, ({ clientId, userId, windowId, ...counted }) => {
    const row = { clientId, userId, windowId, ...counts(counted) };
    return isReceiptUsage(row) ? row : null;
  });
}

/** The first denials that fit into one receipt. */
export function deniedBatch(rows: readonly DeniedRow[]): RowBatch<DeniedRow, ReceiptDenial> {
  return batch(rows, MAX_RECEIPT_DENIALS, ({ clientId, userId, windowId, reason, ...counted }) => {
    const user = userId === undefined ? {} : { userId };
    const row = { clientId, ...user, windowId, reason, ...counts(counted) };
    return isReceiptDenial(row) ? row : null;
  });
}

function batch<Row extends { readonly count: number }, Wire>(
  rows: readonly Row[],
  maxRows: number,
  toWire: (row: Row) => Wire | null,
): RowBatch<Row, Wire> {
  const encoder = new TextEncoder();
  const fit: Row[] = [];
  const unfit: Row[] = [];
  const wire: Wire[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (wire.length === maxRows) break;
    const next = toWire(row);
    if (next === null) {
      unfit.push(row);
      continue;
    }
    bytes += encoder.encode(JSON.stringify(next)).length + 1;
    if (bytes > ROWS_BYTES) break;
    fit.push(row);
    wire.push(next);
  }
  return { rows: fit, wire, rest: rows.slice(fit.length + unfit.length), unfit: callsIn(unfit) };
}

function counts({ count, firstAtMs, lastAtMs }: Pick<UsedRow, 'count' | 'firstAtMs' | 'lastAtMs'>) {
  return { count, firstAt: new Date(firstAtMs).toISOString(), lastAt: new Date(lastAtMs).toISOString() };
}
