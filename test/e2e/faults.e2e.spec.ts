import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { decodeJwt } from 'jose';
import { DECISIONS_TOPIC } from '#event-log';
import { describeWith } from '../harness/index.js';
import { registerApp, type TestApp } from '../platform/actors/apps.js';
import { IntrospectionWatch, isActive } from '../platform/actors/introspection-watch.js';
import { type OwnServers, startOwnServers } from '../platform/faults/own-servers.js';
import {
  type DistributedServers,
  openDistributedPlatform,
  type Platform,
  startDistributedPlatform,
} from '../platform/processes/platform.js';
import { expectUnavailable } from '../platform/api/problems.js';
import { finalUseCount, tokensListed } from '../platform/pages/read-pages.js';
import { allReady, expectEachOnce, expectWaiting, expectWellAgain } from '../platform/faults/recovery.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { RevocationLoad } from '../platform/faults/revocation-load.js';
import { changeTopic } from '../platform/faults/topic-settings.js';
import { until } from '../platform/until.js';

jest.setTimeout(180_000);

/** However long a server is away, a caller has its answer within this, ms. */
const PATIENCE_MS = 10_000;
/** What a command may be told while the log is away: in doubt, surely not written, or not even tried. */
const LOG_CODES = ['OUTCOME_UNKNOWN', 'LOG_UNAVAILABLE', 'NOT_READY'] as const;

async function soon<T>(what: string, answer: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const value = await answer;
  expect({ what, inTime: performance.now() - startedAt < PATIENCE_MS }).toEqual({ what, inTime: true });
  return value;
}

describeWith(
  'kafka',
  'mongo',
  'redis',
)('the distributed platform', () => {
  let servers: OwnServers;
  beforeAll(async () => {
    servers = await startOwnServers();
  });
  afterAll(() => servers.release());

  describe('started before one of its servers', () => {
    it.each([
      ['Kafka', 'kafka', ['control', 'feed']],
      ['MongoDB', 'mongo', ['control', 'feed']],
      ['Redis', 'redis', ['issuer', 'projector']],
    ] as const)('waits for %s, says so, refuses all else, and goes on by itself', async (name, key, apps) => {
      const server = servers[key];
      await server.stop();
      let away = true;
      const platform = await openDistributedPlatform(servers.newDeployment());
      try {
        await Promise.all(apps.map(async (app) => expectWaiting(await platform.launch(app), name)));
        await server.start();
        away = false;
        await allReady(platform);
      } finally {
        if (away) await server.start();
        await platform.close();
      }
    });
  });

  describe('that runs', () => {
    let deployment: DistributedServers;
    let platform: Platform;
    /** Refuses what it can't judge, which is the default. */
    let edge: ResourceServer;
    /** Accepts what it doesn't know. */
    let lenient: ResourceServer;
    beforeAll(async () => {
      deployment = servers.newDeployment();
      platform = await startDistributedPlatform(deployment);
      edge = await startResourceServer(platform, 'strict');
      lenient = await startResourceServer(platform, 'lenient', { whenStale: 'allow' });
    });
    afterAll(async () => {
      await edge.close();
      await lenient.close();
      await platform.close();
    });

    const tokenOf = ({ clientId, clientSecret }: TestApp) => platform.api.clientToken(clientId, clientSecret);
    const expectNoToken = async (app: TestApp): Promise<void> => {
      const { api } = platform;
      const grant = { grant_type: 'client_credentials' };
      const answer = await soon('a token', api.tokenRequest(app.clientId, app.clientSecret, grant));
      expect([answer.status, answer.body['access_token']]).toEqual([503, undefined]);
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    };
    const expectRefusedInTime = (load: RevocationLoad, callers: number): void => {
      expect(load.failed).toHaveLength(callers);
      for (const { answer, tookMs } of load.failed) {
        expectUnavailable(answer, ...LOG_CODES);
        expect(tookMs).toBeLessThan(PATIENCE_MS);
      }
    };

    it('counts every token once when the projector is killed while they are issued', async () => {
      const app = await registerApp(platform);
      let issued = 0;
      const caller = async (): Promise<void> => {
        while (issued < 300) {
          issued += 1;
          await tokenOf(app);
        }
      };
      const issuing = Promise.all(Array.from({ length: 6 }, caller));
      await until('the projector is at work', async () => (await tokensListed(platform, app)).length > 10);
      await platform.processes.get('projector')?.kill();
      expect(issued).toBeLessThan(300);
      await platform.startOne('projector');
      await issuing;
      expect(await finalUseCount(platform, app)).toBe(issued + 1);
      expect(await tokensListed(platform, app)).toHaveLength(issued + 1);
    });

    it('never calls a revoked token active, nor a good one inactive, while Redis is flushed, killed and empty', async () => {
      const app = await registerApp(platform);
      const tokens = { good: await tokenOf(app), revoked: await tokenOf(app) };
      const { api } = platform;
      expect((await api.post('/tokens/revoke', { jti: decodeJwt(tokens.revoked).jti })).status).toBe(202);
      const known = async () => (await isActive(platform, app, tokens.revoked)) === 'false';
      await until('introspection knows of it', known);
      await until('the index knows of it', () => hasDenials(servers));

      const watch = new IntrospectionWatch(platform, app, tokens);
      await inRedis(servers, (redis) => redis.flushall());
      await watch.more();
      await until('the index is there again', () => hasDenials(servers));
      await servers.redis.kill();
      await watch.more();
      await servers.redis.start();
      await watch.more();
      await until('the index is there again', () => hasDenials(servers), 60_000);
      await watch.more();
      await watch.stop();
      expect([...watch.answers]).toEqual(['true false']);
    });

    it('answers 503 while MongoDB is gone, still blocks apps, and counts exactly when it is back', async () => {
      const { api } = platform;
      const [app, leaky] = [await registerApp(platform), await registerApp(platform)];
      const held = await tokenOf(leaky);
      await edge.accepts(held);
      for (let issued = 0; issued < 5; issued += 1) await tokenOf(app);

      await servers.mongo.kill();
      const killedAt = performance.now();
      for (const path of ['/revocations', '/apps/oauth/usage', `/apps/oauth/usage/${app.clientId}/users`]) {
        expectUnavailable(await soon(path, api.get(path)), 'STORE_UNAVAILABLE');
      }
      await expectNoToken(app);
      expect((await soon('a block', api.post(`/apps/${leaky.clientId}/block`))).status).toBe(202);
      await until('the edge refuses', async () => (await edge.call(held)).reason === 'app-blocked');
      // What the edge knows has been confirmed as complete since then: a moment's outage of the pages is nothing to it.
      const confirmedSince = () => (edge.validator.status().ageMs ?? Infinity) < performance.now() - killedAt;
      await until('the edge is fresh', () => !edge.validator.status().stale && confirmedSince());

      await servers.mongo.start();
      await expectWellAgain(platform, [edge, lenient]);
      for (let issued = 0; issued < 5; issued += 1) await tokenOf(app);
      expect(await finalUseCount(platform, app)).toBe(11);
    });

    it('does once what is sent again with its key after its outcome was unknown', async () => {
      const load = new RevocationLoad(platform, (await registerApp(platform)).clientId, 0);
      const key = randomUUID();
      // Without the log's time an acknowledgement can't be relied on: the record is written, and its writer doesn't know.
      const restore = await changeTopic(deployment, DECISIONS_TOPIC, 'message.timestamp.type', 'CreateTime');
      try {
        expectUnavailable((await load.send(key)).answer, 'OUTCOME_UNKNOWN');
      } finally {
        await restore();
      }
      const { answer } = await load.send(key);
      expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
      load.sent.push({ key, answer, tookMs: 0 });
      await expectEachOnce(platform, load);
    });

    it('does once what is sent again with its key after the process that should have answered was killed', async () => {
      const load = new RevocationLoad(platform, (await registerApp(platform)).clientId, 8);
      await load.running();
      await platform.processes.get('control')?.kill();
      await load.ended();
      expect(load.failed).toHaveLength(8);
      await platform.startOne('control');
      await expectEachOnce(platform, load);
    });

    it('answers in time while Kafka hangs, and tells the truth about what was written', async () => {
      const load = new RevocationLoad(platform, (await registerApp(platform)).clientId, 16);
      await load.running();
      await servers.kafka.freeze();
      await load.ended();
      await servers.kafka.thaw();
      expectRefusedInTime(load, 16);
      await expectWellAgain(platform, [edge, lenient]);
      await expectEachOnce(platform, load);
    });

    it('refuses rather than guesses while Kafka is gone, and recovers with all that it acknowledged', async () => {
      const { api } = platform;
      const [good, bad, busy] = [
        await registerApp(platform),
        await registerApp(platform),
        await registerApp(platform),
      ];
      const [goodToken, badToken] = [await tokenOf(good), await tokenOf(bad)];
      expect((await api.post(`/apps/${bad.clientId}/block`)).status).toBe(202);
      for (const each of [edge, lenient]) {
        await until('it refuses the one', async () => (await each.call(badToken)).reason === 'app-blocked');
        await until('it accepts the other', async () => (await each.call(goodToken)).status === 200);
      }
      const load = new RevocationLoad(platform, busy.clientId, 4);
      await load.running();

      await servers.kafka.kill();
      await load.ended();
      expectRefusedInTime(load, 4);
      expectUnavailable(await soon('a block', api.post(`/apps/${good.clientId}/block`)), ...LOG_CODES);
      await expectNoToken(good);

      for (const each of [edge, lenient]) {
        await until('it is stale', () => each.validator.status().stale, 20_000);
        expect(await each.call(badToken)).toEqual({ status: 401, reason: 'app-blocked' });
      }
      expect(await edge.call(goodToken)).toEqual({ status: 503, reason: 'stale' });
      expect((await lenient.call(goodToken)).status).toBe(200);

      await servers.kafka.start();
      await expectWellAgain(platform, [edge, lenient]);
      expect((await edge.call(goodToken)).status).toBe(200);
      await expectEachOnce(platform, load);
    });
  });
});

/** Whether the index in Redis holds a denied token. */
function hasDenials(servers: OwnServers): Promise<boolean> {
  return inRedis(servers, async (redis) => (await redis.keys('rescind:*:deny')).length > 0);
}

async function inRedis<T>(
  { redis: { address } }: OwnServers,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis(address.url, { lazyConnect: true, retryStrategy: () => null });
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
