import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { UsageDraft } from './envelope.js';
import { decodeUsage, encodeUsage } from './usage.codec.js';

const time = '2026-11-21T08:00:00.000Z';
const counted = { count: 1, firstAt: time, lastAt: time };
const USED: UsageDraft = {
  id: 'u1',
  orgId: 'default',
  time,
  fact: {
    type: 'TokenUsed',
    data: { clientId: 'app-1', userId: 'user-1', edgeId: 'e1', windowId: 'w1', ...counted },
  },
};

function record(value: string) {
  return { partition: 3, generation: 'g1', offset: 7, appendedAtMs: 1000, value, headers: {} };
}

describe('a usage fact', () => {
  it('is read back as it was written, with its place in the log', () => {
    expect(decodeUsage(record(encodeUsage(USED).value))).toEqual({
      kind: 'usage',
      usage: { ...USED, partition: 3, position: { generation: 'g1', offset: 7 }, appendedAtMs: 1000 },
    });
  });

  it('shares its key with what concerns the same app and user, so that those stay in order', () => {
    expect(encodeUsage(USED).key).toBe('default/app-1/user-1');
    const denied = { clientId: 'app-1', reason: 'blocked', where: 'issuer', ...counted } as const;
    expect(
      encodeUsage({ ...USED, fact: { type: 'UsageDenied', data: { ...denied, userId: 'user-1' } } }).key,
    ).toBe('default/app-1/user-1');
    expect(encodeUsage({ ...USED, fact: { type: 'UsageDenied', data: denied } }).key).toBe('default/app-1/');
    const absorbed = { edgeId: 'e1', position: 'g1:7', receivedAt: time, recent: [] };
    expect(encodeUsage({ ...USED, fact: { type: 'EdgeAbsorbed', data: absorbed } }).key).toBe(
      'default/edge/e1',
    );
  });

  it('of an unknown type or version is unknown, not invalid', () => {
    const value = encodeUsage(USED).value;
    expect(decodeUsage(record(value.replace('TokenUsed.v1', 'TokenUsed.v9')))).toMatchObject({
      kind: 'unknown-fact',
      id: 'u1',
      orgId: 'default',
      type: 'rescind.TokenUsed.v9',
    });
    expect(decodeUsage(record(value.replace('TokenUsed', 'constructor')))).toMatchObject({
      kind: 'unknown-fact',
    });
  });

  it('that is malformed is invalid, and the reason holds nothing of it', () => {
    const read = decodeUsage(record(encodeUsage(USED).value.replace('"count":1', '"count":"s3cret"')));
    expect(read).toMatchObject({
      kind: 'invalid',
      reason: 'data.fact: count: invalid_type',
      orgId: 'default',
    });
  });

  it('never makes the reader throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(decodeUsage(record(value)).kind).toBe('invalid');
      }),
    );
  });

  it('is not written when it is malformed', () => {
    const fact = { type: 'TokenUsed', data: { ...USED.fact.data, count: 0 } } as UsageDraft['fact'];
    expect(() => encodeUsage({ ...USED, fact })).toThrow(expect.objectContaining({ code: 'INVALID_FACT' }));
  });
});
