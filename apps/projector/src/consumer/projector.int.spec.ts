import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeDecision, encodeUsage } from '#contracts';
import {
  DEFAULT_MAX_LIFETIME_MS,
  effectsOf,
  keepUntilOf,
  TOKEN_MODEL,
  tokenDocId,
  type Decision,
  type TokenDoc,
  type UsageFact,
} from '#domain';
import {
  appBlocked,
  appRegistered,
  edgeAbsorbed,
  edgeRegistered,
  tokenIssued,
  tokenUsed,
  usageDenied,
} from '#domain/testing';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '#embedded';
import { DECISIONS_TOPIC, USAGE_TOPIC, type Appended, type EventLog, type TopicName } from '#event-log';
import { createEmbeddedLog } from '#event-log/embedded';
import { until } from '#event-log/testing';
import {
  getApp,
  getAppUser,
  getGrant,
  getRevocation,
  getToken,
  listApps,
  listAppUsers,
  listAudit,
  listDeadLetters,
  listDenials,
  listEdges,
  listRevocations,
  listTokens,
  listTokensOfOrg,
  PROJECTOR,
  READ_MODEL_COLLECTIONS,
  waitForCheckpoint,
  type ReadModelStore,
} from '#read-models';
import { embeddedUnderTest, mongoUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, uniqueDatabase } from '#test/harness';
import { PROJECTIONS } from '../projections/read-models.projection.js';
import { startProjector, type Projector, type ProjectorOptions } from './projector.js';

const ORG = 'acme';
const TIME = '2026-01-01T00:00:00.000Z';

function projectorTests(prepare: () => Promise<ReadModelsUnderTest>): void {
  let folder: string;
  let database: EmbeddedDatabase;
  let log: EventLog;
  let storage: ReadModelsUnderTest;
  let store: ReadModelStore;
  const running: Projector[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rescind-projector-'));
    database = await openEmbeddedDatabase({ file: join(folder, 'log.db') });
    log = createEmbeddedLog({ database, partitions: { decisions: 2, usage: 3 } });
    await log.start();
    storage = await prepare();
    store = await storage.connect();
    await store.open(READ_MODEL_COLLECTIONS);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((projector) => projector.close()));
    await storage.dispose();
    await log.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function project(options: Partial<ProjectorOptions> = {}): Promise<Projector> {
    const projector = await startProjector({ log, store, ...options });
    running.push(projector);
    return projector;
  }

  let ids = 0;
  const decided = (fact: Decision, orgId = ORG): Promise<Appended> => {
    ids += 1;
    const draft = {
      id: `decision-${String(ids)}`,
      orgId,
      actor: { kind: 'user', id: 'admin' } as const,
      time: TIME,
      fact,
      effects: effectsOf(fact, TIME),
      keepUntil: keepUntilOf(fact, TIME, DEFAULT_MAX_LIFETIME_MS),
      basedOn: null,
      requestDigest: null,
    };
    return log.append(DECISIONS_TOPIC, encodeDecision(draft));
  };
  const used = (fact: UsageFact, id = `usage-${String((ids += 1))}`, orgId = ORG): Promise<Appended> =>
    log.append(USAGE_TOPIC, encodeUsage({ id, orgId, time: TIME, fact }));
  const seen = async (topic: TopicName, position: Appended): Promise<void> => {
    expect(await waitForCheckpoint(store, topic, position.partition, position, 20_000)).toBe(true);
  };

  it('turns decisions and usage into every page', async () => {
    await project();
    const token = { clientId: 'app-1', userId: 'user-1', grantId: 'grant-1' };
    await decided(appRegistered('app-1', { client_name: 'Zeta' }));
    await decided(appRegistered('app-2', { client_name: 'alpha' }));
    await decided(edgeRegistered('edge-1', 'Gateway'));
    await used(tokenIssued({ ...token, tokenId: 'r1', kind: 'refresh', format: 'Opaque' }));
    for (const tokenId of ['t1', 't2'])
      await used(tokenIssued({ ...token, tokenId, kind: 'access', refreshTokenId: 'r1' }));
    const calls = await used(tokenUsed({ clientId: 'app-1', userId: 'user-1', count: 41 }));
    const denial = await used(usageDenied({ clientId: 'app-2', count: 3 }));
    const receipt = await used(edgeAbsorbed({ edgeId: 'edge-1' }));
    const block = await decided(appBlocked('app-1', 'block-1'));
    await seen(DECISIONS_TOPIC, block);
    for (const position of [calls, denial, receipt]) await seen(USAGE_TOPIC, position);

    const page = { limit: 10 };
    expect((await listApps(store, ORG, page)).items.map(({ doc }) => doc.name)).toEqual(['alpha', 'Zeta']);
    expect((await getApp(store, ORG, 'app-1'))?.doc).toMatchObject({ blocked: true, name: 'Zeta' });
    expect((await listAppUsers(store, ORG, 'app-1', page)).items[0]?.doc).toMatchObject({
      userId: 'user-1',
      useCount: 2,
      callCount: 41,
    });
    expect(
      (await listTokens(store, ORG, 'app-1', 'user-1', page)).items.map(({ doc }) => doc.tokenId).sort(),
    ).toEqual(['r1', 't1', 't2']);
    expect((await listTokensOfOrg(store, ORG, page)).items).toHaveLength(3);
    expect((await getToken(store, ORG, 'r1'))?.doc).toMatchObject({ kind: 'refresh', useCount: 2 });
    expect((await getGrant(store, ORG, 'grant-1'))?.doc).toMatchObject({ useCount: 2 });
    expect((await listDenials(store, ORG, { ...page, of: { clientId: 'app-2' } })).items[0]?.doc.count).toBe(
      3,
    );
    expect((await listEdges(store, ORG, page)).items[0]?.doc).toMatchObject({
      edgeId: 'edge-1',
      name: 'Gateway',
    });
    const [revocation] = (await listRevocations(store, ORG, page)).items;
    expect(revocation?.doc).toMatchObject({ type: 'AppBlocked', subject: 'app-1' });
    expect((await getRevocation(store, ORG, revocation?.doc.revocationId ?? ''))?.doc.position).toBe(
      `${block.generation}:${String(block.offset)}`,
    );
    expect((await listApps(store, 'other-org', page)).items).toEqual([]);
  });

  it('counts a fact once that was appended twice', async () => {
    await project();
    const issued = (id: string): UsageFact =>
      tokenIssued({ clientId: 'app-1', userId: 'user-1', tokenId: id });
    const calls = tokenUsed({ clientId: 'app-1', userId: 'user-1', edgeId: 'e', windowId: 'w', count: 5 });
    let last: Appended | undefined;
    for (let round = 0; round < 3; round += 1) {
      for (const id of ['a', 'b', 'c']) await used(issued(id), `issued-${id}`);
      last = await used(calls, 'calls');
    }
    if (last !== undefined) await seen(USAGE_TOPIC, last);
    expect((await getAppUser(store, ORG, 'app-1', 'user-1'))?.doc).toMatchObject({
      useCount: 3,
      callCount: 5,
    });
  });

  it('is exact when several projectors read the whole log, each again from its beginning', async () => {
    const appended: Appended[] = [];
    for (let at = 0; at < 60; at += 1) {
      appended.push(
        await used(
          tokenIssued({ clientId: 'app-1', userId: `user-${String(at % 4)}`, tokenId: `t${String(at)}` }),
        ),
      );
    }
    await Promise.all(['a', 'b', 'c'].map((group) => project({ group })));
    for (const position of appended) await seen(USAGE_TOPIC, position);
    await Promise.all(running.splice(0).map((projector) => projector.close()));
    const users = (await listAppUsers(store, ORG, 'app-1', { limit: 10, sort: 'userId' })).items;
    expect(users.map(({ doc }) => doc.useCount)).toEqual([15, 15, 15, 15]);
  });

  it('counts the users of an app exactly, however often and by how many its facts are read', async () => {
    const appended: Appended[] = [];
    for (let at = 0; at < 40; at += 1) {
      const userId = `user-${String(at % 10)}`;
      appended.push(await used(tokenIssued({ clientId: 'app-1', userId, tokenId: `t${String(at)}` })));
    }
    await Promise.all(['a', 'b', 'c'].map((group) => project({ group })));
    for (const position of appended) await seen(USAGE_TOPIC, position);
    await Promise.all(running.splice(0).map((projector) => projector.close()));
    expect((await getApp(store, ORG, 'app-1'))?.doc.userCount).toBe(10);
  });

  it('says in the audit what the log made of each decision, as far as anybody knows', async () => {
    await project({
      outcomeOf: ({ fact }) =>
        Promise.resolve(
          fact.type === 'EdgeRegistered'
            ? { outcome: 'rejected', code: 'EDGE_ALREADY_REGISTERED' }
            : fact.type === 'AppRegistered'
              ? { outcome: 'accepted' }
              : null,
        ),
    });
    await decided(appRegistered('app-1'));
    await decided(edgeRegistered('edge-1'));
    await decided({ type: 'UserRegistered', data: { userId: 'u' } });
    await seen(DECISIONS_TOPIC, await decided(appBlocked('app-1')));
    const { items } = await listAudit(store, ORG, { limit: 10 });
    const outcomes = items.map(({ doc }) => [doc.type, doc.outcome, doc.outcomeCode]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        ['AppBlocked', 'accepted', null],
        ['UserRegistered', null, null],
        ['EdgeRegistered', 'rejected', 'EDGE_ALREADY_REGISTERED'],
        ['AppRegistered', 'accepted', null],
      ]),
    );
  });

  it('sets aside what it can not read, without a word of its content, and goes on', async () => {
    const projector = await project();
    const secret = 'eyJhbGciOiJIUzI1NiJ9.secret.secret';
    const bad = await log.append(USAGE_TOPIC, {
      key: `${ORG}/app-1/user-1`,
      value: JSON.stringify({ token: secret }),
    });
    await log.append(USAGE_TOPIC, { key: `${ORG}/app-1/user-1`, value: secret });
    const future = encodeUsage({
      id: 'x',
      orgId: ORG,
      time: TIME,
      fact: tokenUsed({ clientId: 'app-1', userId: 'user-1' }),
    });
    await log.append(USAGE_TOPIC, {
      key: future.key,
      value: future.value.replace('rescind.TokenUsed.v1', 'rescind.TokenDreamtOf.v1'),
    });
    await seen(USAGE_TOPIC, await used(tokenIssued({ clientId: 'app-1', userId: 'user-1' })));
    const letters = (await listDeadLetters(store, { limit: 10 })).items;
    expect(letters).toHaveLength(2);
    expect(letters.map(({ doc }) => doc.offset)).toContain(bad.offset);
    expect(JSON.stringify(letters)).not.toContain('secret');
    expect(projector.counters).toMatchObject({ unreadable: 2, unknown: 1 });
    expect((await getAppUser(store, ORG, 'app-1', 'user-1'))?.doc.useCount).toBe(1);
  });

  it('does not believe a decision whose signature is not good', async () => {
    const forgedOffsets = new Set<number>();
    await project({
      verify: ({ offset }) => Promise.resolve(forgedOffsets.has(offset) ? 'bad-signature' : 'valid'),
    });
    const first = await decided(appRegistered('app-1'));
    await seen(DECISIONS_TOPIC, first);
    forgedOffsets.add(first.offset + 1);
    const forged = await decided(appBlocked('app-1', 'b1'));
    expect(forged.offset).toBe(first.offset + 1);
    await seen(DECISIONS_TOPIC, forged);
    expect((await getApp(store, ORG, 'app-1'))?.doc.blocked).toBe(false);
    expect((await listDeadLetters(store, { limit: 1 })).items[0]?.doc).toMatchObject({
      reason: 'bad signature',
      offset: forged.offset,
    });
  });

  it('in a version that knows a page in a new shape fills it from the beginning of the log, and counts nothing twice', async () => {
    const before = await project();
    await decided(appRegistered('app-1', { client_name: 'Zeta' }));
    const token = tokenIssued({ clientId: 'app-1', userId: 'user-1', tokenId: 't1', kind: 'access' });
    await seen(USAGE_TOPIC, await used(token));
    const shown = async () => {
      const app = await getApp(store, ORG, 'app-1');
      const user = await getAppUser(store, ORG, 'app-1', 'user-1');
      return [app?.doc.name, app?.doc.userCount, user?.doc.useCount];
    };
    expect(await shown()).toEqual(['Zeta', 1, 1]);
    await before.close();

    const name = 'token_v99';
    await store.open([...READ_MODEL_COLLECTIONS, { name, indexes: [] }]);
    await project({
      projections: PROJECTIONS.map((each) =>
        each.collection === TOKEN_MODEL.collection ? { ...each, version: 99, collection: name } : each,
      ),
    });
    const id = tokenDocId(ORG, token.data.iss, 't1');
    await until(async () => (await store.get<TokenDoc>(name, id))?.doc.clientId === 'app-1');
    const second = { clientId: 'app-1', userId: 'user-1', tokenId: 't2', kind: 'access' } as const;
    await used(tokenIssued(second));
    await until(async () => (await store.get(name, tokenDocId(ORG, token.data.iss, 't2'))) !== null);
    expect(await shown()).toEqual(['Zeta', 1, 2]);
  });

  it('says that the storage failed, delivers again, and says that it works again', async () => {
    const said: boolean[] = [];
    let isDown = true;
    const flaky: ReadModelStore = Object.create(store, {
      write: {
        value: (...args: Parameters<ReadModelStore['write']>) =>
          isDown ? Promise.reject(new Error('down')) : store.write(...args),
      },
    }) as ReadModelStore;
    const broken = new Promise<void>((resolve) => {
      void project({
        store: flaky,
        onHealth: (healthy) => {
          said.push(healthy);
          if (!healthy) resolve();
        },
      });
    });
    const position = await used(tokenIssued({ clientId: 'app-1', userId: 'user-1' }));
    await broken;
    expect(await store.checkpoint(PROJECTOR, USAGE_TOPIC, position.partition)).toBeNull();
    isDown = false;
    await seen(USAGE_TOPIC, position);
    expect((await getAppUser(store, ORG, 'app-1', 'user-1'))?.doc.useCount).toBe(1);
    expect(said[0]).toBe(false);
  });

  it('gives up waiting for a position that does not come', async () => {
    const { generation, offset, partition } = await used(tokenIssued());
    expect(await waitForCheckpoint(store, USAGE_TOPIC, partition, { generation, offset }, 20)).toBe(false);
  });
}

describe('the projector into the embedded database', () => {
  projectorTests(embeddedUnderTest);
});

describeWith('mongo')('the projector into MongoDB', ({ mongo }) => {
  projectorTests(() => Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('projector'))));
});
