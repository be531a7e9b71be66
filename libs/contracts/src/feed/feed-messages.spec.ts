import { describe, expect, it } from '@jest/globals';
import { HeadResponseSchema, ReceiptRequestSchema, StreamEventSchema } from './feed-messages.schema.js';

const time = '2026-11-21T08:00:00.000Z';
const counted = { count: 1, firstAt: time, lastAt: time };
const used = { clientId: 'a', userId: 'u', windowId: 'w', ...counted };
const denied = { clientId: 'a', windowId: 'w', reason: 'revoked-token-presented', ...counted };
const RECEIPT = {
  orgId: 'default',
  position: 'g1:42',
  absorbed: [{ offset: 42 }],
  usage: [used],
  denied: [denied],
  status: { stale: false, ageMs: 120.5 },
};

describe('messages of the feed', () => {
  it('are taken as they are described', () => {
    expect(ReceiptRequestSchema.parse(RECEIPT)).toEqual(RECEIPT);
    expect(HeadResponseSchema.parse({ head: 'g1:-1', ageMs: 0 })).toEqual({ head: 'g1:-1', ageMs: 0 });
    const event = { prev: 'g1:-1', appendedAtMs: 1, value: '{}', headers: { 'rescind-kid': 'k' } };
    expect(StreamEventSchema.parse(event)).toEqual(event);
  });

  it('lose fields that the other side is too old to know', () => {
    expect(HeadResponseSchema.parse({ head: 'g1:1', ageMs: 0, epoch: 7 })).toEqual({
      head: 'g1:1',
      ageMs: 0,
    });
    expect(ReceiptRequestSchema.parse({ ...RECEIPT, region: 'eu' })).toEqual(RECEIPT);
  });

  it('may come from an edge that was never complete', () => {
    const status = { stale: true, ageMs: null };
    expect(ReceiptRequestSchema.parse({ ...RECEIPT, status }).status).toEqual(status);
  });

  it.each<[string, object]>([
    ['a position that is none', { position: '42' }],
    ['more than 64 offsets', { absorbed: Array.from({ length: 65 }, () => ({ offset: 1 })) }],
    ['more than 1000 windows', { usage: Array.from({ length: 1001 }, () => used) }],
    ['more than 256 denials', { denied: Array.from({ length: 257 }, () => denied) }],
    ['a denial without its window', { denied: [{ ...denied, windowId: undefined }] }],
    ['a count of nothing', { usage: [{ ...used, count: 0 }] }],
    ['an unknown reason', { denied: [{ ...denied, reason: 'because' }] }],
    ['a time that is none', { usage: [{ ...used, lastAt: 'now' }] }],
    ['a negative age', { status: { stale: false, ageMs: -1 } }],
  ])('are refused with %s', (_case, change) => {
    expect(ReceiptRequestSchema.safeParse({ ...RECEIPT, ...change }).success).toBe(false);
  });
});
