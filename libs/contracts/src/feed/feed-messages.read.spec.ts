import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nearly } from '../testing/hostile-json.js';
import type { ReceiptDenial, ReceiptUsage } from './feed-messages.js';
import { isReceiptDenial, isReceiptUsage, readHeadResponse, readStreamEvent } from './feed-messages.read.js';
import {
  HeadResponseSchema,
  ReceiptDenialSchema,
  ReceiptUsageSchema,
  StreamEventSchema,
} from './feed-messages.schema.js';

const time = '2026-11-21T08:00:00.000Z';
const counted = { count: 1, firstAt: time, lastAt: time };
const used = { clientId: 'a', userId: 'u', windowId: 'w', ...counted };
const RUNS = { numRuns: 1_500 };

describe('what an edge reads of a feed is what the feed describes', () => {
  it('events of the stream', () => {
    const event = { prev: 'g1:-1', appendedAtMs: 1, value: '{}', headers: { 'rescind-kid': 'k' } };
    fc.assert(
      fc.property(nearly(event), (json) => {
        expect(readStreamEvent(json)).toEqual(StreamEventSchema.safeParse(json).data ?? null);
      }),
      RUNS,
    );
  });

  it('heads', () => {
    fc.assert(
      fc.property(nearly({ head: 'g1:1', ageMs: 0.5 }), (json) => {
        expect(readHeadResponse(json)).toEqual(HeadResponseSchema.safeParse(json).data ?? null);
      }),
      RUNS,
    );
  });
});

describe('what an edge takes for a good row of a receipt is what a feed takes', () => {
  const isObject = (json: unknown): json is object =>
    typeof json === 'object' && json !== null && !Array.isArray(json);

  it('accepted calls', () => {
    fc.assert(
      fc.property(nearly(used).filter(isObject), (row) => {
        expect(isReceiptUsage(row as ReceiptUsage)).toBe(ReceiptUsageSchema.safeParse(row).success);
      }),
      RUNS,
    );
  });

  it('refused calls', () => {
    const { userId, ...anonymous } = { ...used, reason: 'blocked' };
    fc.assert(
      fc.property(nearly(anonymous, { ...anonymous, userId }).filter(isObject), (row) => {
        expect(isReceiptDenial(row as ReceiptDenial)).toBe(ReceiptDenialSchema.safeParse(row).success);
      }),
      RUNS,
    );
  });
});
