import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { decideBlockApp, decideRegisterApp, decideUnblockApp, isBlocked, type OrgState } from '#domain';
import { until } from '#event-log/testing';
import {
  describeWith,
  ownKafka,
  ownMongo,
  type TestServer,
  uniqueDatabase,
  uniqueTopicPrefix,
} from '#test/harness';
import { IdempotencyKeyReusedError } from '#decision-log';
import { DISTRIBUTED_CONFIG, parseConfig } from '../config/parse-config.js';
import { KeyRing } from '../crypto/key-ring.js';
import { createLogger } from '../logging/logger.js';
import { decide, ORG, registerOrg } from '../testing/index.js';
import { createDistributedStorage } from './distributed-storage.js';
import { REAL_AMBIENT } from './ambient.js';
import { Runtime } from './runtime.js';

const ACTOR = { kind: 'user', id: 'admin' } as const;
const KEY = randomBytes(32);
const metadata = {
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
} as const;
const register = (clientId: string) => (org: OrgState) =>
  decideRegisterApp(org, { clientId, metadata, callerScopes: new Set<string>() });

/** A process of a distributed deployment, cold. */
function processOn(brokers: readonly string[], mongoUrl: string, prefix: string, database: string): Runtime {
  const config = parseConfig(DISTRIBUTED_CONFIG, {
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: prefix,
    KAFKA_DECISION_PARTITIONS: '2',
    KAFKA_USAGE_PARTITIONS: '2',
    KAFKA_REPLICATION_FACTOR: '1',
    MONGODB_URL: mongoUrl,
    MONGODB_DATABASE: database,
    RESCIND_PUBLIC_URL: 'https://rescind.test',
    RESCIND_KEY_ENCRYPTION_KEY: KEY.toString('base64url'),
  });
  const logger = createLogger('test', 'silent');
  const storage = createDistributedStorage(config, 'test', logger);
  const { RESCIND_PUBLIC_URL: publicUrl } = config;
  return new Runtime({
    storage,
    ring: new KeyRing(KEY),
    logger,
    ambient: REAL_AMBIENT,
    publicUrl,
    defaultResource: publicUrl,
  });
}

describeWith('kafka', 'mongo')('two processes on Kafka and MongoDB', ({ kafka, mongo }) => {
  const database = uniqueDatabase('platform');
  let processes: readonly [Runtime, Runtime];

  beforeAll(async () => {
    const prefix = uniqueTopicPrefix('platform');
    const make = (): Runtime => processOn(kafka.brokers, mongo.url, prefix, database);
    processes = [make(), make()];
    await Promise.all(processes.map((runtime) => runtime.start()));
  });
  afterAll(async () => {
    await Promise.all(processes.map((runtime) => runtime.close()));
    const client = await new MongoClient(mongo.url).connect();
    await client.db(database).dropDatabase();
    await client.close();
  });

  it('that start at once on nothing sign with one key, and each believes the other', async () => {
    const [a, b] = processes;
    expect((await a.platformKeys.jwks()).keys).toHaveLength(1);
    await registerOrg(a);
    await b.decisions.catchUp(ORG);
    expect(b.decisions.org(ORG)?.registered).toBe(true);
    expect([a.decisions.refusedRecords, b.decisions.refusedRecords]).toEqual([0, 0]);
  });

  it('that register one name at once let one through', async () => {
    const answers = await Promise.allSettled(processes.map((runtime) => decide(runtime, register('app-1'))));
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('never call a block needless that the other has lifted', async () => {
    const [a, b] = processes;
    for (let round = 0; round < 10; round += 1) {
      await decide(a, (org) => decideBlockApp(org, { clientId: 'app-1', blockId: `a${String(round)}` }));
      await decide(b, (org) => decideUnblockApp(org, { clientId: 'app-1' }));
      const again = await decide(a, (org) =>
        decideBlockApp(org, { clientId: 'app-1', blockId: `b${String(round)}` }),
      );
      expect(again.status).toBe('accepted');
      await decide(b, (org) => decideUnblockApp(org, { clientId: 'app-1' }));
    }
    await a.decisions.catchUp(ORG);
    expect(isBlocked(a.decisions.org(ORG)?.revocations ?? fail(), 'app-1')).toBe(false);
  });

  it('that use one Idempotency-Key at once have one fact, and refuse another request with it', async () => {
    const withKey = (runtime: Runtime, requestDigest: string, clientId: string) =>
      runtime.decisions.decide(ORG, register(clientId), { actor: ACTOR, factId: 'key-1', requestDigest });
    const [one, two] = await Promise.all(processes.map((runtime) => withKey(runtime, 'd1', 'app-2')));
    expect(one?.position).toEqual(two?.position);
    for (const runtime of processes)
      await expect(withKey(runtime, 'd2', 'app-3')).rejects.toThrow(IdempotencyKeyReusedError);
  });

  it('come to the same state and position', async () => {
    const [a, b] = processes;
    await Promise.all(processes.map((runtime) => runtime.decisions.catchUp(ORG)));
    expect(a.decisions.org(ORG)?.revocations).toEqual(b.decisions.org(ORG)?.revocations);
    expect(a.decisions.positionOf(ORG)).toEqual(b.decisions.positionOf(ORG));
    expect([a.readiness.ready, b.readiness.ready]).toEqual([true, true]);
  });
});

describeWith('kafka', 'mongo')('a process whose servers are down', () => {
  let kafka: TestServer<{ brokers: readonly string[] }>;
  let mongo: TestServer<{ url: string }>;
  let runtime: Runtime;

  beforeAll(async () => {
    [kafka, mongo] = await Promise.all([ownKafka(), ownMongo()]);
    await Promise.all([kafka.stop(), mongo.stop()]);
  });
  afterAll(async () => {
    await runtime.close();
    await Promise.all([kafka.release(), mongo.release()]);
  });

  it('waits, says what for, and is ready once they are there', async () => {
    runtime = processOn(kafka.address.brokers, mongo.address.url, '', uniqueDatabase('platform'));
    const starting = runtime.start();
    await until(() => /MongoDB/.test(runtime.readiness.missing ?? ''));
    await mongo.start();
    await until(() => /Kafka|broker/i.test(runtime.readiness.missing ?? ''));
    expect(runtime.readiness.ready).toBe(false);
    await kafka.start();
    await starting;
    expect(runtime.readiness.checks().filter(({ status }) => status === 'waiting')).toEqual([]);
  });

  it('is not ready while Kafka is away, refuses decisions as not written or unknown, and recovers by itself', async () => {
    await registerOrg(runtime);
    await kafka.stop();
    await until(() => !runtime.readiness.ready);
    const refused = await decide(runtime, register('app-1')).then(
      () => null,
      (error: unknown) => (error as { code?: unknown }).code,
    );
    expect(['LOG_UNAVAILABLE', 'APPEND_OUTCOME_UNKNOWN']).toContain(refused);
    await kafka.start();
    await until(() => runtime.readiness.ready, { deadlineMs: 60_000 });
    await decide(runtime, register('app-2'));
    expect(runtime.decisions.org(ORG)?.apps.has('app-2')).toBe(true);
  }, 120_000);
});

function fail(): never {
  throw new Error('the organisation is not folded');
}

describe('a distributed storage', () => {
  it('says what it is without the password', () => {
    const runtime = processOn(['127.0.0.1:9'], 'mongodb://user:pass-word@127.0.0.1:9', '', 'rescind');
    const { log, credentials, readModels } = runtime.storage;
    expect([log, credentials, readModels].map(({ description }) => description).join(' ')).not.toContain(
      'pass-word',
    );
  });
});
