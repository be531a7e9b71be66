import { describe, expect, it } from '@jest/globals';
import {
  eachOnce,
  projected,
  projectedOne,
  recordedUsage,
  START_MS,
  timeAt,
  usageDenied,
  usageLog,
} from '../../testing/index.js';
import { DENIAL_ADDRESSES, DENIAL_MODEL } from './denial.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);

describe('the document of denials', () => {
  it('counts per app, user and reason, each fact once, with the places', () => {
    const edge = { where: 'edge', edgeId: 'edge-7' } as const;
    const log = [
      recordedUsage(usageDenied({ count: 2, firstAt: at(5), lastAt: at(6) }), { id: 'd1' }),
      recordedUsage(usageDenied({ count: 2, firstAt: at(5), lastAt: at(6) }), { id: 'd1', offset: 1 }),
      recordedUsage(usageDenied({ count: 1, firstAt: at(3), lastAt: at(9), ...edge }), {
        id: 'd2',
        offset: 2,
      }),
    ];
    expect(projectedOne(DENIAL_MODEL, eachOnce(log))).toMatchObject({
      count: 3,
      firstAt: at(3),
      lastAt: at(9),
      where: ['edge', 'issuer'],
      lastEdgeId: 'edge-7',
    });
  });

  it('counts a window of an edge once, although it was sent twice, and made two facts', () => {
    const row = { where: 'edge', edgeId: 'edge-7', windowId: 'w-1', count: 2 } as const;
    const log = usageLog([
      usageDenied({ ...row, firstAt: at(5), lastAt: at(6) }),
      usageDenied({ ...row, firstAt: at(5), lastAt: at(6) }),
      usageDenied({ ...row, windowId: 'w-2' }),
      usageDenied({ ...row, edgeId: 'edge-8' }),
    ]);
    expect(projectedOne(DENIAL_MODEL, eachOnce(log)).count).toBe(6);
  });

  it('tells reasons, users and nobody apart', () => {
    const { clientId, reason, where, count, firstAt, lastAt } = usageDenied().data;
    const anonymous = { clientId, reason, where, count, firstAt, lastAt };
    const facts = [
      usageDenied(),
      usageDenied({ reason: 'flow-blocked' }),
      usageDenied({ userId: 'user-2' }),
      { type: 'UsageDenied', data: anonymous } as const,
    ];
    const docs = [...projected(DENIAL_MODEL, usageLog(facts)).values()];
    expect(docs.map(({ userId, reason }) => `${String(userId)} ${reason}`)).toEqual([
      'user-1 blocked',
      'user-1 flow-blocked',
      'user-2 blocked',
      'null blocked',
    ]);
  });

  it('keeps the last addresses, each once, the newest first', () => {
    const from = (address: string, n: number) =>
      recordedUsage(usageDenied({ address }), { offset: n, id: `d${String(n)}` });
    const many = Array.from({ length: 30 }, (_, n) => from(`192.0.2.${String(n % 15)}`, n));
    const doc = projectedOne(DENIAL_MODEL, [...many, recordedUsage(usageDenied(), { offset: 30 })]);
    expect(doc.addresses).toHaveLength(DENIAL_ADDRESSES);
    expect(doc.addresses[0]).toBe('192.0.2.14');
    expect(doc.addresses.at(-1)).toBe('192.0.2.5');
  });

  it('of edges, which tell no addresses, has none', () => {
    expect(projectedOne(DENIAL_MODEL, [recordedUsage(usageDenied())]).addresses).toEqual([]);
  });
});
