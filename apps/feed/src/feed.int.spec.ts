import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  decodeSnapshot,
  DEFAULT_SNAPSHOT_LIMITS,
  importVerificationKeys,
  type ReceiptRequest,
  STREAM_EVENT_NAME,
  StreamEventSchema,
  verifyValue,
} from '#contracts';
import {
  decideBlockApp,
  decideRegisterApp,
  decideRegisterEdge,
  decideRetireEdge,
  decideRevokeUserTokens,
  decideUnblockApp,
  formatPosition,
  type Position,
  revocationEntries,
} from '#domain';
import { USAGE_TOPIC } from '#event-log';
import { collect, gate, until } from '#event-log/testing';
import { createHttpApp, newSecret, PlatformModule } from '#platform';
import {
  decide,
  ORG,
  outcomeUnknown,
  registerOrg,
  TestDeployment,
  type TestProcess,
} from '../../../libs/platform/src/testing/index.js';
import { FeedModule } from './feed.module.js';
import { StreamConnections } from './stream/stream-connections.js';

@Module({})
class FeedProcess {}

let deployment: TestDeployment;
let writer: TestProcess;
let feed: TestProcess;
let app: NestFastifyApplication;
let url: string;
let edges = 0;

beforeAll(async () => {
  deployment = await TestDeployment.open();
  writer = await deployment.start();
  await registerOrg(writer.runtime);
  await registerOrg(writer.runtime, 'other');
  feed = deployment.process({ limits: { headIntervalMs: 50, foldDeadlineMs: 3000 } });
  app = await createHttpApp(
    { module: FeedProcess, imports: [PlatformModule.forRoot(feed.runtime), FeedModule] },
    feed.runtime,
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = await app.getUrl();
  await feed.runtime.start();
});
afterAll(async () => {
  await app.close();
  await deployment.close();
});

interface TestEdge {
  readonly id: string;
  readonly authorization: string;
}

/** Registers an edge as control does. */
async function registerEdge(orgIds: readonly string[] = [ORG]): Promise<TestEdge> {
  edges += 1;
  const id = `edge_${String(edges)}`;
  const secret = newSecret();
  const data = { secretHash: deployment.ring.hashSecret(secret), orgIds };
  await deployment.storage.credentials.put({ kind: 'edge', id, orgId: orgIds[0] ?? '', alias: null, data });
  for (const orgId of orgIds)
    await decide(writer.runtime, (org) => decideRegisterEdge(org, { edgeId: id, name: id }), orgId);
  return { id, authorization: basic(id, secret) };
}

const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const ask = (
  path: string,
  { authorization }: { authorization?: string },
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${url}${path}`, {
    headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
  });
const codeOf = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  ((await response.json()) as { code?: unknown }).code,
];
const revoke = (userId: string) =>
  decide(writer.runtime, (org) => decideRevokeUserTokens(org, { userId, covers: ['access'] }));
const headOf = (process = feed): Position =>
  process.runtime.decisions.org(ORG)?.position ?? { generation: '', offset: -1 };
const absorbed = async (position: Position): Promise<void> => {
  await until(() => headOf().offset >= position.offset);
};

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** An open stream, read event by event. */
class Stream {
  private text = '';
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    if (response.body === null) throw new Error('no body');
    this.reader = response.body.getReader();
  }

  static async open(edge: TestEdge, from: string, headers: Record<string, string> = {}): Promise<Stream> {
    const abort = new AbortController();
    const init = { headers: { authorization: edge.authorization, ...headers }, signal: abort.signal };
    return new Stream(await fetch(`${url}/feed/stream?from=${from}`, init), abort);
  }

  /** The next event; `null` where the stream ended. */
  async next(): Promise<Event | null> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end).split('\n');
        this.text = this.text.slice(end + 2);
        const field = (name: string): string =>
          block.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
        if (field('data') === '') continue;
        return { id: field('id'), event: field('event'), data: field('data') };
      }
      const chunk = await this.reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (chunk.done) return null;
      this.text += this.decoder.decode(chunk.value, { stream: true });
    }
  }

  close(): void {
    this.abort.abort();
  }
}

describe('an edge’s credential', () => {
  it.each(['/feed/snapshot', '/feed/stream?from=g:-1', '/feed/head', '/feed/keys'])(
    'is needed for %s',
    async (path) => {
      const { id } = await registerEdge();
      for (const authorization of [
        undefined,
        'Bearer x',
        'Basic !!',
        basic(id, 'wrong'),
        basic('nobody', 'x'),
        basic('', ''),
        `Basic ${btoa('no-colon')}`,
      ]) {
        const answer = await ask(path, { ...(authorization === undefined ? {} : { authorization }) });
        expect(answer.headers.get('www-authenticate')).toContain('Basic');
        expect(await codeOf(answer)).toEqual([401, 'UNAUTHENTICATED']);
      }
    },
  );

  it('opens its own organisation, which needs no name where it is the only one', async () => {
    const edge = await registerEdge();
    expect((await ask('/feed/head', edge)).status).toBe(200);
    expect((await ask(`/feed/head?org=${ORG}`, edge)).status).toBe(200);
  });

  it('opens no other organisation, whether there is one or not', async () => {
    const edge = await registerEdge();
    for (const org of ['other', 'nobody', ''])
      expect(await codeOf(await ask(`/feed/head?org=${org}`, edge))).toEqual([404, 'ORG_NOT_FOUND']);
  });

  it('for several organisations needs the name of one', async () => {
    const edge = await registerEdge([ORG, 'other']);
    expect(await codeOf(await ask('/feed/head', edge))).toEqual([400, 'INVALID_REQUEST']);
    expect((await ask('/feed/head?org=other', edge)).status).toBe(200);
  });

  it('is good for nothing from the moment on that the edge is retired', async () => {
    const edge = await registerEdge();
    expect((await ask('/feed/head', edge)).status).toBe(200);
    const { position } = await decide(writer.runtime, (org) => decideRetireEdge(org, { edgeId: edge.id }));
    await absorbed(position);
    expect((await ask('/feed/head', edge)).status).toBe(401);
  });

  it('is good for nothing without its fact: registering failed half-way', async () => {
    const secret = newSecret();
    const data = { secretHash: deployment.ring.hashSecret(secret), orgIds: [ORG] };
    await deployment.storage.credentials.put({
      kind: 'edge',
      id: 'edge_orphan',
      orgId: ORG,
      alias: null,
      data,
    });
    expect((await ask('/feed/head', { authorization: basic('edge_orphan', secret) })).status).toBe(401);
  });

  it('is good at once, although this process has not folded its registration yet', async () => {
    const { opened, open } = gate();
    feed.log.beforeBatch = () => opened;
    const edge = await registerEdge();
    const answer = ask('/feed/head', edge);
    open();
    expect((await answer).status).toBe(200);
    feed.log.beforeBatch = () => undefined;
  });

  it('that got a new secret is good with the new one', async () => {
    const edge = await registerEdge();
    expect((await ask('/feed/head', edge)).status).toBe(200);
    const secret = newSecret();
    const data = { secretHash: deployment.ring.hashSecret(secret), orgIds: [ORG] };
    await deployment.storage.credentials.put({ kind: 'edge', id: edge.id, orgId: ORG, alias: null, data });
    expect((await ask('/feed/head', { authorization: basic(edge.id, secret) })).status).toBe(200);
    expect((await ask('/feed/head', edge)).status).toBe(401);
  });
});

describe('the head', () => {
  it('is the organisation’s last decision, with the age of that knowledge', async () => {
    const edge = await registerEdge();
    const { position } = await revoke('u1');
    await absorbed(position);
    const sentAt = performance.now();
    const head = (await (await ask('/feed/head', edge)).json()) as { head: string; ageMs: number };
    expect(head.head).toBe(formatPosition(position));
    const knownAsOf = feed.runtime.decisions.knownAsOf(ORG) ?? 0;
    expect(sentAt - head.ageMs).toBeLessThanOrEqual(knownAsOf);
    expect(Number.isInteger(head.ageMs)).toBe(true);
  });

  it('does not count decisions of others that share the partition', async () => {
    const edge = await registerEdge(['other']);
    const before = (await (await ask('/feed/head', edge)).json()) as { head: string };
    const { position } = await revoke('u1');
    await absorbed(position);
    expect(await (await ask('/feed/head', edge)).json()).toMatchObject({ head: before.head });
  });
});

describe('the keys', () => {
  it('verify what the stream and the snapshot carry, and are public halves only', async () => {
    const edge = await registerEdge();
    await ask('/feed/snapshot', edge);
    const set = (await (await ask('/feed/keys', edge)).json()) as { keys: object[] };
    expect(set.keys).toHaveLength(2);
    for (const key of set.keys) expect(key).not.toHaveProperty('d');
  });
});

describe('the snapshot', () => {
  const read = async (response: Response) => {
    const keys = await importVerificationKeys(await feed.runtime.platformKeys.jwks());
    return decodeSnapshot(new Uint8Array(await response.arrayBuffer()), keys, {
      ...DEFAULT_SNAPSHOT_LIMITS,
      orgId: ORG,
    });
  };

  it('is the signed state at the position that it names', async () => {
    const edge = await registerEdge();
    await absorbed((await revoke('u-snapshot')).position);
    const response = await ask('/feed/snapshot', edge);
    const snapshot = await read(response);
    expect(response.headers.get('rescind-position')).toBe(formatPosition(headOf()));
    expect(snapshot.position).toEqual(headOf());
    const folded = feed.runtime.decisions.org(ORG);
    expect(folded && revocationEntries(snapshot.state)).toEqual(
      folded && revocationEntries(folded.revocations),
    );
  });

  it('is not sent again to whom has it, and is another one after the next decision', async () => {
    const edge = await registerEdge();
    const first = await ask('/feed/snapshot', edge);
    const etag = first.headers.get('etag') ?? '';
    await first.arrayBuffer();
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask('/feed/snapshot', edge, { 'if-none-match': condition });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
    await absorbed((await revoke('u-etag')).position);
    const changed = await ask('/feed/snapshot', edge, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    expect((await read(changed)).position).toEqual(headOf());
  });

  it('is the same for all who ask at once, whatever is folded meanwhile', async () => {
    const edge = await registerEdge();
    const answers = Promise.all(Array.from({ length: 8 }, () => ask('/feed/snapshot', edge)));
    await revoke('u-meanwhile');
    for (const response of await answers) {
      const said = response.headers.get('rescind-position');
      const { position } = await read(response);
      expect(position === null ? null : formatPosition(position)).toBe(said);
    }
  });

  it('is there again after the store of its key was away', async () => {
    const other = deployment.process();
    const working = other.runtime.platformKeys.signer.bind(other.runtime.platformKeys);
    let away = true;
    other.runtime.platformKeys.signer = (purpose) =>
      away && purpose === 'snapshots' ? Promise.reject(new Error('away')) : working(purpose);
    const second = await createHttpApp(
      { module: FeedProcess, imports: [PlatformModule.forRoot(other.runtime), FeedModule] },
      other.runtime,
    );
    await second.init();
    await other.runtime.start();
    const { authorization } = await registerEdge();
    const get = () => second.inject({ url: '/feed/snapshot', headers: { authorization } });
    expect((await get()).statusCode).toBe(500);
    away = false;
    expect((await get()).statusCode).toBe(200);
    await second.close();
  });
});

describe('the stream', () => {
  it('sends what was missed and then what comes, each signed and naming the one before', async () => {
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const from = headOf();
    const missed = await revoke('u1');
    await absorbed(missed.position);
    const stream = await Stream.open(edge, formatPosition(from));
    const live = await revoke('u2');
    const keys = await importVerificationKeys(await feed.runtime.platformKeys.jwks());
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
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const from = formatPosition(headOf());
    const first = await Stream.open(edge, from);
    const one = await revoke('u1');
    const event = await first.next();
    expect(event?.id).toBe(formatPosition(one.position));
    first.close();
    const two = await revoke('u2');
    await absorbed(two.position);
    const second = await Stream.open(edge, from, { 'last-event-id': event?.id ?? '' });
    expect((await second.next())?.id).toBe(formatPosition(two.position));
    second.close();
  });

  it('has every decision once and in order while many edges come and go under constant writes', async () => {
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const start = headOf();
    const count = 40;
    const written = (async () => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1)
        ids.push(formatPosition((await revoke(`busy-${String(n)}`)).position));
      return ids;
    })();
    const follow = async (cutEvery: number): Promise<string[]> => {
      const seen: string[] = [];
      while (seen.length < count) {
        const stream = await Stream.open(edge, seen.at(-1) ?? formatPosition(start));
        for (let n = 0; n < cutEvery && seen.length < count; n += 1)
          seen.push((await stream.next())?.id ?? '');
        stream.close();
      }
      return seen;
    };
    const followed = await Promise.all([1, 3, 7, count].map(follow));
    const expected = await written;
    for (const seen of followed) expect(seen).toEqual(expected);
    await until(() => app.get(StreamConnections).size === 0);
  });

  it.each([
    ['no position', '', 400, 'BAD_POSITION'],
    ['what is no position', 'yesterday', 400, 'BAD_POSITION'],
    ['a position of another log', 'another-log:3', 410, 'POSITION_GONE'],
  ])('asked for with %s', async (_case, from, status, code) => {
    const edge = await registerEdge();
    expect(await codeOf(await ask(`/feed/stream?from=${from}`, edge))).toEqual([status, code]);
  });

  it('of a position that nobody was ever sent is gone', async () => {
    const edge = await registerEdge();
    const { generation } = headOf();
    expect(await codeOf(await ask(`/feed/stream?from=${generation}:999999`, edge))).toEqual([
      410,
      'POSITION_GONE',
    ]);
  });

  it('serves an edge that is ahead of this process, once it has caught up', async () => {
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const { opened, open } = gate();
    feed.log.beforeBatch = () => opened;
    const ahead = await revoke('u-ahead');
    const opening = Stream.open(edge, formatPosition(ahead.position));
    open();
    const stream = await opening;
    feed.log.beforeBatch = () => undefined;
    expect(stream.response.status).toBe(200);
    const next = await revoke('u-next');
    expect((await stream.next())?.id).toBe(formatPosition(next.position));
    stream.close();
  });

  it('is cut when its edge is retired', async () => {
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const stream = await Stream.open(edge, formatPosition(headOf()));
    await decide(writer.runtime, (org) => decideRetireEdge(org, { edgeId: edge.id }));
    while ((await stream.next()) !== null);
    expect(app.get(StreamConnections).size).toBe(0);
  });

  it('is cut when its edge doesn’t read, and the others don’t notice', async () => {
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const connections = app.get(StreamConnections);
    const from = formatPosition(headOf());
    const lazy = connect(Number(new URL(url).port), '127.0.0.1');
    lazy.pause();
    lazy.write(
      `GET /feed/stream?from=${from} HTTP/1.1\r\nhost: feed\r\nauthorization: ${edge.authorization}\r\n\r\n`,
    );
    await until(() => connections.size === 1);
    const eager = await Stream.open(edge, from);
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
      await decide(writer.runtime, (org) =>
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
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const connections = app.get(StreamConnections);
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => Stream.open(edge, formatPosition(headOf()))),
    );
    await until(() => connections.size === 5);
    for (const stream of streams) stream.close();
    await until(() => connections.size === 0);
  });
});

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
    fetch(`${url}/feed/receipts`, {
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
    const { log } = deployment.storage;
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
    const edge = await registerEdge();
    const { position } = await revoke('u1');
    await absorbed(position);
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
      'rescind.UsageDenied.v1',
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
    const edge = await registerEdge();
    const body = {
      ...blank(headOf()),
      usage: [{ ...row, windowId: 'w1' }],
      denied: [{ ...row, windowId: 'w1', reason: 'blocked' }],
    };
    feed.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    expect((await send(edge, body)).status).toBe(503);
    feed.log.afterAppend = () => undefined;
    expect((await send(edge, body)).status).toBe(204);
    const counted = (await usageOf(edge)).filter(({ type }) => type !== 'rescind.EdgeAbsorbed.v1');
    expect(counted).toHaveLength(4);
    expect(new Set(counted.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['of another log', () => ({ generation: 'another-log', offset: 1 })],
    ['that was never sent', () => ({ ...headOf(), offset: headOf().offset + 1000 })],
  ])('with a position %s is refused, and counts nothing', async (_case, position) => {
    const edge = await registerEdge();
    const body = { ...blank(position()), usage: [{ ...row, windowId: 'w1' }] };
    expect(await codeOf(await send(edge, body))).toEqual([400, 'BAD_POSITION']);
    expect(await usageOf(edge)).toEqual([]);
  });

  it('of an edge that is ahead of this process is taken, once it has caught up', async () => {
    const edge = await registerEdge();
    await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    const { opened, open } = gate();
    feed.log.beforeBatch = () => opened;
    const { position } = await revoke('u1');
    const answer = send(edge, { ...blank(position), usage: [{ ...row, windowId: 'w1' }] });
    open();
    expect((await answer).status).toBe(204);
    feed.log.beforeBatch = () => undefined;
  });

  it('measures nothing that it does not claim to apply', async () => {
    const edge = await registerEdge();
    const before = headOf();
    const { position } = await revoke('u1');
    await absorbed(position);
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
    const edge = await registerEdge();
    expect(await codeOf(await send(edge, change(blank(headOf()))))).toEqual([status, code]);
  });

  it('that names two organisations is refused, though the edge may speak for both', async () => {
    const edge = await registerEdge([ORG, 'other']);
    const response = await fetch(`${url}/feed/receipts?org=other`, {
      method: 'POST',
      headers: { authorization: edge.authorization, 'content-type': 'application/json' },
      body: JSON.stringify(blank(headOf())),
    });
    expect(await codeOf(response)).toEqual([400, 'INVALID_REQUEST']);
  });
});

it('passes on every kind of decision, the needless and the rejected as well, so that nothing looks like a gap', async () => {
  const edge = await registerEdge();
  await until(() => feed.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
  const metadata = {
    grant_types: ['client_credentials'],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
  } as const;
  const from = headOf();
  const stream = await Stream.open(edge, formatPosition(from));
  const register = () =>
    decide(writer.runtime, (org) =>
      decideRegisterApp(
        { ...org, apps: new Map() },
        { clientId: 'twice', metadata, callerScopes: new Set<string>() },
      ),
    );
  await register();
  await register().catch(() => undefined);
  await decide(writer.runtime, (org) => decideBlockApp(org, { clientId: 'twice', blockId: 'b1' }));
  await decide(writer.runtime, (org) => decideUnblockApp(org, { clientId: 'twice' }));
  let last = formatPosition(from);
  for (let n = 0; n < 4; n += 1) {
    const event = await stream.next();
    expect(StreamEventSchema.parse(JSON.parse(event?.data ?? '')).prev).toBe(last);
    last = event?.id ?? '';
  }
  expect(last).toBe(formatPosition(headOf(writer)));
  stream.close();
});

async function hangUp(socket: Socket): Promise<void> {
  if (socket.closed) return;
  socket.destroy();
  await once(socket, 'close');
}
