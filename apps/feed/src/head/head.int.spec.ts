import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatPosition } from '#domain';
import { ORG } from '#platform/testing';
import { FeedUnderTest } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeAll(async () => {
  feed = await FeedUnderTest.start();
});
afterAll(() => feed.close());

describe('the head', () => {
  it('is the organisation’s last decision, with the age of that knowledge', async () => {
    const edge = await feed.registerEdge();
    const { position } = await feed.revoke('u1');
    await feed.absorbed(position);
    const sentAt = performance.now();
    const head = (await (await feed.ask('/feed/head', edge)).json()) as { head: string; ageMs: number };
    expect(head.head).toBe(formatPosition(position));
    const knownAsOf = feed.process.runtime.decisions.knownAsOf(ORG) ?? 0;
    expect(sentAt - head.ageMs).toBeLessThanOrEqual(knownAsOf);
    expect(Number.isInteger(head.ageMs)).toBe(true);
  });

  it('does not count decisions of others that share the partition', async () => {
    const edge = await feed.registerEdge(['other']);
    const before = (await (await feed.ask('/feed/head', edge)).json()) as { head: string };
    const { position } = await feed.revoke('u1');
    await feed.absorbed(position);
    expect(await (await feed.ask('/feed/head', edge)).json()).toMatchObject({ head: before.head });
  });
});

describe('the keys', () => {
  it('verify what the stream and the snapshot carry, and are public halves only', async () => {
    const edge = await feed.registerEdge();
    await feed.ask('/feed/snapshot', edge);
    const set = (await (await feed.ask('/feed/keys', edge)).json()) as { keys: object[] };
    expect(set.keys).toHaveLength(2);
    for (const key of set.keys) expect(key).not.toHaveProperty('d');
  });
});
