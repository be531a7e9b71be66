import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importVerificationKeys, STREAM_EVENT_NAME, StreamEventSchema, verifyValue } from '#contracts';
import {
  decideBlockApp,
  decideRegisterApp,
  decideRetireEdge,
  decideUnblockApp,
  formatPosition,
} from '#domain';
import { until } from '#event-log/testing';
import { decide, ORG } from '#platform/testing';
import { codeOf, FeedUnderTest } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeAll(async () => {
  feed = await FeedUnderTest.start();
});
afterAll(() => feed.close());

describe('the stream', () => {
  it('sends what was missed and then what comes, each signed and naming the one before', async () => {
    const edge = await feed.registerKnownEdge();
    const from = feed.head;
    const missed = await feed.revoke('u1');
    await feed.absorbed(missed.position);
    const stream = await feed.stream(edge, formatPosition(from));
    const live = await feed.revoke('u2');
    const keys = await importVerificationKeys(await feed.process.runtime.platformKeys.jwks());
    let last = from;
    for (const { position } of [missed, live]) {
      const event = await stream.next();
      expect(event).toMatchObject({ id: formatPosition(position), event: STREAM_EVENT_NAME });
      const data = StreamEventSchema.parse(JSON.parse(event?.data ?? ''));
      expect(data.prev).toBe(formatPosition(last));
      expect(await verifyValue(keys, data.value, data.headers)).toBe('valid');
      last = position;
    }
    stream.close();
  });

  it('goes on exactly where it was cut, by Last-Event-ID before ?from', async () => {
    const edge = await feed.registerKnownEdge();
    const from = formatPosition(feed.head);
    const first = await feed.stream(edge, from);
    const one = await feed.revoke('u1');
    const event = await first.next();
    expect(event?.id).toBe(formatPosition(one.position));
    first.close();
    const two = await feed.revoke('u2');
    await feed.absorbed(two.position);
    const second = await feed.stream(edge, from, { 'last-event-id': event?.id ?? '' });
    expect((await second.next())?.id).toBe(formatPosition(two.position));
    second.close();
  });

  it('has every decision once and in order while many edges come and go under constant writes', async () => {
    const edge = await feed.registerKnownEdge();
    const start = feed.head;
    const count = 40;
    const written = (async () => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1)
        ids.push(formatPosition((await feed.revoke(`busy-${String(n)}`)).position));
      return ids;
    })();
    const follow = async (cutEvery: number): Promise<string[]> => {
      const seen: string[] = [];
      while (seen.length < count) {
        const stream = await feed.stream(edge, seen.at(-1) ?? formatPosition(start));
        for (let n = 0; n < cutEvery && seen.length < count; n += 1)
          seen.push((await stream.next())?.id ?? '');
        stream.close();
      }
      return seen;
    };
    const followed = await Promise.all([1, 3, 7, count].map(follow));
    const expected = await written;
    for (const seen of followed) expect(seen).toEqual(expected);
    await until(() => feed.connections.size === 0);
  });

  it.each([
    ['no position', '', 400, 'BAD_POSITION'],
    ['what is no position', 'yesterday', 400, 'BAD_POSITION'],
    ['a position of another log', 'another-log:3', 410, 'POSITION_GONE'],
  ])('asked for with %s', async (_case, from, status, code) => {
    const edge = await feed.registerEdge();
    expect(await codeOf(await feed.ask(`/feed/stream?from=${from}`, edge))).toEqual([status, code]);
  });

  it('of a position that nobody was ever sent is gone', async () => {
    const edge = await feed.registerEdge();
    const { generation } = feed.head;
    expect(await codeOf(await feed.ask(`/feed/stream?from=${generation}:999999`, edge))).toEqual([
      410,
      'POSITION_GONE',
    ]);
  });

  it('serves an edge that is ahead of this process, once it has caught up', async () => {
    const edge = await feed.registerKnownEdge();
    const letGo = feed.holdBack();
    const ahead = await feed.revoke('u-ahead');
    const opening = feed.stream(edge, formatPosition(ahead.position));
    letGo();
    const stream = await opening;
    expect(stream.response.status).toBe(200);
    const next = await feed.revoke('u-next');
    expect((await stream.next())?.id).toBe(formatPosition(next.position));
    stream.close();
  });

  it('is cut when its edge is retired', async () => {
    const edge = await feed.registerKnownEdge();
    const stream = await feed.stream(edge, formatPosition(feed.head));
    await decide(feed.writer.runtime, (org) => decideRetireEdge(org, { edgeId: edge.id }));
    while ((await stream.next()) !== null);
    expect(feed.connections.size).toBe(0);
  });

  it('is cut when its edge doesn’t read, and the others don’t notice', async () => {
    const edge = await feed.registerKnownEdge();
    const connections = feed.connections;
    const from = formatPosition(feed.head);
    const lazy = connect(Number(new URL(feed.url).port), '127.0.0.1');
    lazy.pause();
    lazy.write(
      `GET /feed/stream?from=${from} HTTP/1.1\r\nhost: feed\r\nauthorization: ${edge.authorization}\r\n\r\n`,
    );
    await until(() => connections.size === 1);
    const eager = await feed.stream(edge, from);
    let seen = 0;
    const reading = (async () => {
      while ((await eager.next()) !== null) seen += 1;
    })();
    let n = 0;
    while (connections.size === 2) {
      n += 1;
      const metadata = {
        redirect_uris: Array.from(
          { length: 20 },
          (_, i) => `https://app.test/${String(i)}${'x'.repeat(2000)}`,
        ),
      };
      const register = {
        ...metadata,
        grant_types: ['authorization_code'],
        response_types: [],
        token_endpoint_auth_method: 'none',
      } as const;
      await decide(feed.writer.runtime, (org) =>
        decideRegisterApp(org, {
          clientId: `big-${String(n)}`,
          metadata: register,
          callerScopes: new Set<string>(),
        }),
      );
      expect(n).toBeLessThan(2000);
    }
    await until(() => seen >= n);
    expect(connections.size).toBe(1);
    await hangUp(lazy);
    eager.close();
    await reading;
  });

  it('leaves nothing behind when its edge hangs up', async () => {
    const edge = await feed.registerKnownEdge();
    const connections = feed.connections;
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => feed.stream(edge, formatPosition(feed.head))),
    );
    await until(() => connections.size === 5);
    for (const stream of streams) stream.close();
    await until(() => connections.size === 0);
  });
});

it('passes on every kind of decision, the needless and the rejected as well, so that nothing looks like a gap', async () => {
  const edge = await feed.registerKnownEdge();
  const metadata = {
    grant_types: ['client_credentials'],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
  } as const;
  const from = feed.head;
  const stream = await feed.stream(edge, formatPosition(from));
  const register = () =>
    decide(feed.writer.runtime, (org) =>
      decideRegisterApp(
        { ...org, apps: new Map() },
        { clientId: 'twice', metadata, callerScopes: new Set<string>() },
      ),
    );
  await register();
  await register().catch(() => undefined);
  await decide(feed.writer.runtime, (org) => decideBlockApp(org, { clientId: 'twice', blockId: 'b1' }));
  await decide(feed.writer.runtime, (org) => decideUnblockApp(org, { clientId: 'twice' }));
  let last = formatPosition(from);
  for (let n = 0; n < 4; n += 1) {
    const event = await stream.next();
    expect(StreamEventSchema.parse(JSON.parse(event?.data ?? '')).prev).toBe(last);
    last = event?.id ?? '';
  }
  expect(last).toBe(
    formatPosition(feed.writer.runtime.decisions.org(ORG)?.position ?? { generation: '', offset: -1 }),
  );
  stream.close();
});

async function hangUp(socket: Socket): Promise<void> {
  if (socket.closed) return;
  socket.destroy();
  await once(socket, 'close');
}
