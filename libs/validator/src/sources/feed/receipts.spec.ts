import { describe, expect, it } from '@jest/globals';
import { MAX_RECEIPT_BYTES, type ReceiptRequest, ReceiptRequestSchema } from '#contracts';
import { APP_MODEL, APP_USER_MODEL, DENIAL_MODEL, type UsageFact } from '#domain';
import { eachOnce, projectedOne, usageLog } from '#domain/testing';
import type { UsageWindow } from '../../usage/usage-meter.js';
import type { ReceiptOutcome } from './feed.client.js';
import { ReceiptSender } from './receipts.js';

const atMs = Date.UTC(2026, 10, 21, 8);
const { signal } = new AbortController();

/** A sender, and the receipts that reached its feed, whatever that answered. */
function start(...answers: ReceiptOutcome[]) {
  const receipts: ReceiptRequest[] = [];
  const client = {
    receipt: (body: ReceiptRequest) => {
      receipts.push(ReceiptRequestSchema.parse(JSON.parse(JSON.stringify(body))));
      return Promise.resolve(answers.shift() ?? 'taken');
    },
  };
  const sender = new ReceiptSender(client, 'acme', { freshness: () => ({ stale: false, ageMs: 1 }) });
  sender.absorbed({ generation: 'g1', offset: 7 }, true);
  return { sender, receipts };
}

/** A window with a row of `count` accepted, or refused, calls per user. */
function windowOf(users: readonly string[], { denied = false, count = 1 } = {}): UsageWindow {
  const rows = users.map((userId) => ({
    windowId: crypto.randomUUID(),
    clientId: 'app-1',
    userId,
    count,
    firstAtMs: atMs,
    lastAtMs: atMs + 5,
  }));
  if (!denied) return { used: rows, denied: [] };
  return { used: [], denied: rows.map((row) => ({ ...row, reason: 'blocked' as const })) };
}

const users = (count: number, name = 'user'): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${String(index)}`);

/** What a feed writes into the log for receipts. */
const log = (receipts: readonly ReceiptRequest[]) =>
  usageLog(
    receipts.flatMap(({ usage, denied }): UsageFact[] => [
      ...usage.map((row): UsageFact => ({ type: 'TokenUsed', data: { ...row, edgeId: 'e' } })),
      ...denied.map((row): UsageFact => ({
        type: 'UsageDenied',
        data: { ...row, where: 'edge', edgeId: 'e' },
      })),
    ]),
  );

describe('a receipt whose answer was lost', () => {
  it('is sent again with what it said, and counts once', async () => {
    const { sender, receipts } = start('unavailable');
    sender.counted(windowOf(['user-1'], { count: 3 }));
    sender.counted(windowOf(['user-1'], { denied: true, count: 2 }));
    expect(await sender.flush(signal)).toBe(false);
    expect(await sender.flush(signal)).toBe(true);
    expect(receipts).toHaveLength(2);
    expect(receipts[1]).toEqual(receipts[0]);
    const twice = log(receipts);
    expect(twice).toHaveLength(4);
    expect(projectedOne(APP_USER_MODEL, eachOnce(twice)).callCount).toBe(3);
    expect(projectedOne(DENIAL_MODEL, eachOnce(twice)).count).toBe(2);
    expect(projectedOne(APP_MODEL, eachOnce(twice)).deniedCount).toBe(2);
    expect(sender.lost).toBe(0);
  });

  it('takes along what was counted meanwhile, under windows of their own', async () => {
    const { sender, receipts } = start('unavailable');
    sender.counted(windowOf(['user-1'], { denied: true }));
    await sender.flush(signal);
    sender.counted(windowOf(['user-1'], { denied: true }));
    await sender.flush(signal);
    expect(receipts.map(({ denied }) => denied.length)).toEqual([1, 2]);
    expect(projectedOne(APP_MODEL, eachOnce(log(receipts))).deniedCount).toBe(2);
  });
});

describe('a receipt', () => {
  it('is never longer than a feed takes, and everything goes out with the next ones', async () => {
    const { sender, receipts } = start();
    const long = '\u{1f600}'.repeat(120);
    sender.counted(windowOf(users(1_500, long)));
    sender.counted(windowOf(users(600, long), { denied: true }));
    await sender.finish(signal);
    const bytes = receipts.map((receipt) => new TextEncoder().encode(JSON.stringify(receipt)).length);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(MAX_RECEIPT_BYTES);
    expect(new Set(receipts.flatMap(({ usage }) => usage.map((row) => row.userId))).size).toBe(1_500);
    expect(new Set(receipts.flatMap(({ denied }) => denied.map((row) => row.userId))).size).toBe(600);
    expect(sender.lost).toBe(0);
  });

  it('leaves out a row that no feed takes, and nothing else', async () => {
    const { sender, receipts } = start();
    const unfit = ['x'.repeat(257), 'line\nbreak', '\ud800'];
    sender.counted(windowOf(['user-1', ...unfit, 'user-2'], { count: 5 }));
    sender.counted(windowOf([...unfit, 'user-3'], { denied: true, count: 2 }));
    expect(await sender.flush(signal)).toBe(true);
    expect(receipts[0]?.usage.map(({ userId }) => userId)).toEqual(['user-1', 'user-2']);
    expect(receipts[0]?.denied.map(({ userId }) => userId)).toEqual(['user-3']);
    expect(sender.lost).toBe(3 * 5 + 3 * 2);
  });
});

describe('lost usage', () => {
  it('is what the feed refused', async () => {
    const { sender, receipts } = start('refused');
    sender.counted(windowOf(['user-1', 'user-2'], { count: 4 }));
    sender.counted(windowOf(['user-1'], { denied: true, count: 3 }));
    expect(await sender.flush(signal)).toBe(true);
    expect(sender.lost).toBe(11);
    await sender.flush(signal);
    expect(receipts[1]?.usage).toEqual([]);
  });

  it('is the oldest of more than 100 000 rows, of each kind', async () => {
    const { sender, receipts } = start();
    sender.counted(windowOf(users(10, 'oldest'), { count: 2 }));
    sender.counted(windowOf(users(100_000)));
    sender.counted(windowOf(users(100_001), { denied: true, count: 3 }));
    expect(sender.lost).toBe(10 * 2 + 3);
    await sender.flush(signal);
    expect(receipts[0]?.usage[0]?.userId).toBe('user-0');
  });

  it('is not what was on its way while the queue ran over, if it arrived', async () => {
    const { sender, receipts } = start();
    sender.counted(windowOf(users(100_000)));
    const flushing = sender.flush(signal);
    const underWay = receipts[0]?.usage.length ?? 0;
    sender.counted(windowOf(users(underWay, 'later')));
    await flushing;
    expect(underWay).toBeGreaterThan(0);
    expect(sender.lost).toBe(0);
  });

  it('is what is left over in the end because the feed is away', async () => {
    const { sender } = start('unavailable');
    sender.counted(windowOf(users(30), { count: 2 }));
    await sender.finish(signal);
    expect(sender.lost).toBe(60);
  });

  it('is everything that was counted where there never was a position to report from', async () => {
    const client = { receipt: () => Promise.reject(new Error('must not be asked')) };
    const sender = new ReceiptSender(client, 'acme', { freshness: () => ({ stale: true, ageMs: null }) });
    sender.counted(windowOf(['user-1'], { denied: true, count: 2 }));
    await sender.finish(signal);
    expect(sender.lost).toBe(2);
  });
});
