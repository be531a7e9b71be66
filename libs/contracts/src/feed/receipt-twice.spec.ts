import { describe, expect, it } from '@jest/globals';
import { APP_MODEL, APP_USER_MODEL, DENIAL_MODEL, type RecordedUsage, type UsageFact } from '#domain';
import { eachOnce, projected, projectedOne } from '#domain/testing';
import { decodeUsage, encodeUsage } from '../envelope/usage.codec.js';
import { MAX_RECEIPT_DENIALS, type ReceiptRequest } from './feed-messages.js';
import { ReceiptRequestSchema } from './feed-messages.schema.js';

const time = '2026-11-21T08:00:00.000Z';
const counted = { count: 2, firstAt: time, lastAt: time };
const denial = { clientId: 'app-1', windowId: 'w-1', reason: 'blocked', ...counted } as const;

const receiptOf = (rows: Partial<ReceiptRequest>): string =>
  JSON.stringify({
    orgId: 'default',
    position: 'g1:42',
    absorbed: [],
    usage: [],
    denied: [],
    status: { stale: false, ageMs: 0 },
    ...rows,
  });

/** The facts in a receipt that arrived. */
function factsIn(body: string, edgeId: string): UsageFact[] {
  const { usage, denied } = ReceiptRequestSchema.parse(JSON.parse(body));
  return [
    ...usage.map((row): UsageFact => ({ type: 'TokenUsed', data: { ...row, edgeId } })),
    ...denied.map((row): UsageFact => ({ type: 'UsageDenied', data: { ...row, where: 'edge', edgeId } })),
  ];
}

/** What a reader gets of receipts: every fact with an id of its own, through its text in the log. */
function logOf(...receipts: readonly (readonly [body: string, edgeId: string])[]): RecordedUsage[] {
  const facts = receipts.flatMap(([body, edgeId]) => factsIn(body, edgeId));
  return facts.map((fact, offset) => {
    const { value } = encodeUsage({ id: `fact-${String(offset)}`, orgId: 'default', time, fact });
    const place = { partition: 0, generation: 'u1', offset, appendedAtMs: 1_795_248_000_000 + offset };
    const decoded = decodeUsage({ ...place, value, headers: {} });
    if (decoded.kind !== 'usage') throw new TypeError(`${decoded.kind} at ${String(offset)}`);
    return decoded.usage;
  });
}

describe('a receipt whose answer was lost, sent twice', () => {
  it('counts once, accepted and refused calls alike', () => {
    const usage = [{ clientId: 'app-1', userId: 'user-1', windowId: 'w-0', ...counted }];
    const body = receiptOf({ usage, denied: [denial] });
    const log = logOf([body, 'edge-1'], [body, 'edge-1']);
    expect(log).toHaveLength(4);
    expect(projectedOne(APP_USER_MODEL, eachOnce(log))).toMatchObject({ callCount: 2 });
    expect(projectedOne(DENIAL_MODEL, eachOnce(log))).toMatchObject({ count: 2, lastEdgeId: 'edge-1' });
    expect(projectedOne(APP_MODEL, eachOnce(log))).toMatchObject({ deniedCount: 2, denied: { blocked: 2 } });
  });

  it('counts once as a whole, however full it is, also when another edge was as busy in between', () => {
    const denied = Array.from({ length: MAX_RECEIPT_DENIALS }, (_, user) => ({
      ...denial,
      userId: `user-${String(user)}`,
      windowId: `w-${String(user)}`,
    }));
    const body = receiptOf({ denied });
    const log = logOf([body, 'edge-1'], [body, 'edge-2'], [body, 'edge-1'], [body, 'edge-2']);
    expect(projectedOne(APP_MODEL, eachOnce(log)).deniedCount).toBe(2 * 2 * MAX_RECEIPT_DENIALS);
    const counts = [...projected(DENIAL_MODEL, eachOnce(log)).values()].map(({ count }) => count);
    expect(counts).toEqual(denied.map(() => 4));
  });

  it('counts every row of one window: users, nobody and reasons apart', () => {
    const rows = [
      denial,
      { ...denial, userId: 'user-1' },
      { ...denial, userId: 'user-2' },
      { ...denial, userId: 'user-1', reason: 'revoked-token-presented' as const },
    ];
    const body = receiptOf({ denied: rows });
    const log = logOf([body, 'edge-1'], [body, 'edge-1']);
    expect(projectedOne(APP_MODEL, eachOnce(log))).toMatchObject({
      deniedCount: 8,
      denied: { blocked: 6, 'revoked-token-presented': 2 },
    });
  });
});
