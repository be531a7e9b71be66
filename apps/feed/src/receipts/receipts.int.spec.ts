import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReceiptRequest } from '#contracts';
import { formatPosition, type Position } from '#domain';
import { USAGE_TOPIC } from '#event-log';
import { collect, outcomeUnknown } from '#event-log/testing';
import { ORG } from '#platform/testing';
import { codeOf, FeedUnderTest, type TestEdge } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeAll(async () => {
  feed = await FeedUnderTest.start();
});
afterAll(() => feed.close());

describe('a receipt', () => {
  const blank = (position: Position): ReceiptRequest => ({
    orgId: ORG,
    position: formatPosition(position),
    absorbed: [],
    usage: [],
    denied: [],
    status: { stale: false, ageMs: 10 },
  });
  const send = ({ authorization }: TestEdge, body: unknown): Promise<Response> =>
    fetch(`${feed.url}/feed/receipts`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const at = '2026-01-01T00:00:00.000Z';
  const row = { clientId: 'app-1', userId: 'user-1', count: 3, firstAt: at, lastAt: at } as const;

  /** What stands in the usage log of an edge, by fact. */
  async function usageOf(
    edge: TestEdge,
  ): Promise<{ id: string; type: string; fact: Record<string, unknown> }[]> {
    const { log } = feed.deployment.storage;
    const bounds = await Promise.all(
      Array.from({ length: log.partitions(USAGE_TOPIC) }, (_, partition) =>
        log.bounds(USAGE_TOPIC, partition),
      ),
    );
    const records = await collect(log, USAGE_TOPIC, { count: bounds.reduce((sum, { end }) => sum + end, 0) });
    return records
      .map(
        ({ value }) =>
          JSON.parse(value) as { id: string; type: string; data: { fact: Record<string, unknown> } },
      )
      .map(({ id, type, data }) => ({ id, type, fact: data.fact }))
      .filter(({ fact }) => fact['edgeId'] === edge.id);
  }

  it('answered with 204 is durable: what was absorbed, used and denied', async () => {
    const edge = await feed.registerEdge();
    const { position } = await feed.revoke('u1');
    await feed.absorbed(position);
    const body = {
      ...blank(position),
      absorbed: [{ offset: position.offset }],
      usage: [{ ...row, windowId: 'w1' }],
      denied: [{ ...row, windowId: 'w1', reason: 'blocked' }],
    };
    const answer = await send(edge, body);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const facts = await usageOf(edge);
    expect(facts.map(({ type }) => type).sort()).toEqual([
      'rescind.EdgeAbsorbed.v1',
      'rescind.TokenUsed.v1',
      'rescind.UsageDenied.v2',
    ]);
    const recent = facts.find(({ type }) => type === 'rescind.EdgeAbsorbed.v1')?.fact['recent'] as {
      offset: number;
      ms: number;
    }[];
    expect(recent).toHaveLength(1);
    expect(recent[0]).toMatchObject({ offset: position.offset });
    expect(recent[0]?.ms).toBeGreaterThanOrEqual(0);
  });

  it('that is sent again, because its answer was lost, has the same facts', async () => {
    const edge = await feed.registerEdge();
    const body = {
      ...blank(feed.head),
      usage: [{ ...row, windowId: 'w1' }],
      denied: [{ ...row, windowId: 'w1', reason: 'blocked' }],
    };
    feed.process.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    expect((await send(edge, body)).status).toBe(503);
    feed.process.log.afterAppend = () => undefined;
    expect((await send(edge, body)).status).toBe(204);
    const counted = (await usageOf(edge)).filter(({ type }) => type !== 'rescind.EdgeAbsorbed.v1');
    expect(counted).toHaveLength(4);
    expect(new Set(counted.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['of another log', () => ({ generation: 'another-log', offset: 1 })],
    ['that was never sent', () => ({ ...feed.head, offset: feed.head.offset + 1000 })],
  ])('with a position %s is refused, and counts nothing', async (_case, position) => {
    const edge = await feed.registerEdge();
    const body = { ...blank(position()), usage: [{ ...row, windowId: 'w1' }] };
    expect(await codeOf(await send(edge, body))).toEqual([400, 'BAD_POSITION']);
    expect(await usageOf(edge)).toEqual([]);
  });

  it('of an edge that is ahead of this process is taken, once it has caught up', async () => {
    const edge = await feed.registerKnownEdge();
    const letGo = feed.holdBack();
    const { position } = await feed.revoke('u1');
    const answer = send(edge, { ...blank(position), usage: [{ ...row, windowId: 'w1' }] });
    letGo();
    expect((await answer).status).toBe(204);
  });

  it('measures nothing that it does not claim to apply', async () => {
    const edge = await feed.registerEdge();
    const before = feed.head;
    const { position } = await feed.revoke('u1');
    await feed.absorbed(position);
    expect(
      (await send(edge, { ...blank(before), absorbed: [{ offset: position.offset }, { offset: 999_999 }] }))
        .status,
    ).toBe(204);
    expect((await usageOf(edge))[0]?.fact['recent']).toEqual([]);
  });

  it.each<[string, (body: ReceiptRequest) => unknown, number, string]>([
    [
      'of another organisation than the request',
      (body) => ({ ...body, orgId: 'other' }),
      404,
      'ORG_NOT_FOUND',
    ],
    ['without a position', (body) => ({ ...body, position: '' }), 400, 'INVALID_REQUEST'],
    [
      'with a count of nothing',
      (body) => ({ ...body, usage: [{ ...row, windowId: 'w', count: 0 }] }),
      400,
      'INVALID_REQUEST',
    ],
    [
      'with an unknown reason',
      (body) => ({ ...body, denied: [{ ...row, windowId: 'w1', reason: 'because' }] }),
      400,
      'INVALID_REQUEST',
    ],
    [
      'with too many rows',
      (body) => ({ ...body, absorbed: Array.from({ length: 65 }, (_, offset) => ({ offset })) }),
      400,
      'INVALID_REQUEST',
    ],
  ])('%s is refused', async (_case, change, status, code) => {
    const edge = await feed.registerEdge();
    expect(await codeOf(await send(edge, change(blank(feed.head))))).toEqual([status, code]);
  });

  it('that names two organisations is refused, though the edge may speak for both', async () => {
    const edge = await feed.registerEdge([ORG, 'other']);
    const response = await fetch(`${feed.url}/feed/receipts?org=other`, {
      method: 'POST',
      headers: { authorization: edge.authorization, 'content-type': 'application/json' },
      body: JSON.stringify(blank(feed.head)),
    });
    expect(await codeOf(response)).toEqual([400, 'INVALID_REQUEST']);
  });
});
