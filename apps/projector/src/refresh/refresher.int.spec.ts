import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  APP_MODEL,
  APP_USER_LISTS,
  APP_USER_MODEL,
  type Decision,
  type RecordedDecision,
  type RecordedUsage,
  REFRESH_MODEL,
  TOKEN_KINDS,
  type TokenIssued,
} from '#domain';
import { appRegistered, ORG_ID, recorded, recordedUsage, timeAt, tokenIssued } from '#domain/testing';
import { DECISIONS_TOPIC, type EventLog, USAGE_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import {
  getApp,
  getAppUser,
  getRefresh,
  listApps,
  projectBatch,
  PROJECTOR,
  READ_MODEL_COLLECTIONS,
  type ReadModelStore,
} from '#read-models';
import { embeddedUnderTest, mongoUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { describeWith, uniqueDatabase } from '../../../../test/harness/index.js';
import { PROJECTIONS } from '../projections/read-models.projection.js';
import type { RecordedFact } from '../projections/recorded-fact.js';
import { startRefresher, type Refresher, type RefresherOptions } from './refresher.js';

const NOW = Date.now();
const at = (minutes: number): string => timeAt(NOW + minutes * 60_000);
const page = { limit: 1000 };

/** A usage log of one partition that is as long as it is told to be. */
class UsageLog implements Pick<EventLog, 'partitions' | 'bounds'> {
  end = 0;
  partitions(): number {
    return 1;
  }
  bounds() {
    return Promise.resolve({ generation: 'u1', first: 0, end: this.end });
  }
}

function refresherTests(prepare: () => Promise<ReadModelsUnderTest>): void {
  let storage: ReadModelsUnderTest;
  let store: ReadModelStore;
  let log: UsageLog;
  const running: Refresher[] = [];
  let offset: number;

  beforeEach(async () => {
    storage = await prepare();
    store = await storage.connect();
    await store.open(READ_MODEL_COLLECTIONS);
    log = new UsageLog();
    offset = 0;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((refresher) => refresher.close()));
    await storage.dispose();
  });

  const refresh = (options: Partial<RefresherOptions> = {}): Refresher => {
    const refresher = startRefresher({ log, store, tickMs: 10, sweepMs: 20, chunk: 3, ...options });
    running.push(refresher);
    return refresher;
  };
  const project = (facts: readonly RecordedFact[]): Promise<unknown> =>
    projectBatch(store, { projector: PROJECTOR, projections: PROJECTIONS, facts });
  const factOf = (topic: string, each: RecordedDecision | RecordedUsage): RecordedFact => {
    return { type: each.fact.type, topic, partition: 0, ...each.position, recorded: each };
  };
  /** Appends usage to the log; nobody has projected it yet. */
  const issue = (tokens: readonly Partial<TokenIssued['data']>[]): readonly RecordedFact[] =>
    tokens.map((token) => {
      const fact = tokenIssued({ issuedAt: at(-5), expiresAt: at(60), ...token });
      const each = recordedUsage(fact, { offset: log.end, appendedAtMs: NOW - 300_000 });
      log.end += 1;
      return factOf(USAGE_TOPIC, each);
    });
  const issued = async (...tokens: readonly Partial<TokenIssued['data']>[]): Promise<void> => {
    await project(issue(tokens));
  };
  const decide = async (fact: Decision): Promise<string> => {
    offset += 1;
    const id = `decision-${String(offset)}`;
    const each = recorded(fact, { id, offset, time: at(0), appendedAtMs: NOW });
    await project([factOf(DECISIONS_TOPIC, each)]);
    return id;
  };
  const finished = (id: string): Promise<void> =>
    until(async () => (await getRefresh(store, ORG_ID, id))?.doc.finished === true, { deadlineMs: 20_000 });
  const app = async (clientId = 'app-1') => (await getApp(store, ORG_ID, clientId))?.doc;
  const user = async (userId: string, clientId = 'app-1') =>
    (await getAppUser(store, ORG_ID, clientId, userId))?.doc;
  const crowd = (count: number, clientId: string): readonly Partial<TokenIssued['data']>[] =>
    Array.from({ length: count }, (_, n) => ({
      clientId,
      userId: `user-${String(n)}`,
      tokenId: `${clientId}-${String(n)}`,
    }));

  it.each<Decision>([
    { type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: ['access', 'refresh'] } },
    { type: 'OrgTokensRevoked', data: { covers: ['access', 'refresh'] } },
    { type: 'AppUninstalled', data: { clientId: 'app-1' } },
  ])('after $type no user of the app is active, nor is the app, and its page says so', async (fact) => {
    await issued(...crowd(10, 'app-1'), { clientId: 'app-2', userId: 'x', tokenId: 'y' });
    refresh();
    const id = await decide(fact);
    await finished(id);
    for (const { userId } of crowd(10, 'app-1')) expect((await user(String(userId)))?.activeUntil).toBeNull();
    expect(await app()).toMatchObject({ active: false, activeUntil: null });
    const isWide = fact.type === 'OrgTokensRevoked';
    expect((await app('app-2'))?.active).toBe(!isWide);
    expect((await listApps(store, ORG_ID, { ...page, active: true })).items).toHaveLength(isWide ? 0 : 1);
    expect((await getRefresh(store, ORG_ID, id))?.doc.done).toBe(isWide ? 2 + 11 : 10);
  });

  it('after the keys were revoked only refresh tokens keep users and apps active', async () => {
    await issued(...crowd(4, 'app-1'), {
      userId: 'user-0',
      tokenId: 'r',
      kind: 'refresh',
      format: 'Opaque',
      expiresAt: at(30),
    });
    refresh();
    const key = { kid: 'k2', alg: 'ES256', jwk: {} };
    const data = { iss: 'https://rescind.example/o/org-1', mode: 'revoke', key, retiredKids: [] } as const;
    await finished(await decide({ type: 'SigningKeysRotated', data: { ...data, deniedKids: ['k1'] } }));
    expect((await user('user-1'))?.activeUntil).toBeNull();
    expect((await user('user-0'))?.activeUntil).toBe(at(30));
    expect(await app()).toMatchObject({ active: true, activeUntil: at(30) });
  });

  it('after a user’s tokens were revoked each app is active as long as the users that are left', async () => {
    await issued(
      { userId: 'a', tokenId: 'a1', expiresAt: at(90) },
      { userId: 'b', tokenId: 'b1', expiresAt: at(20) },
      { userId: 'a', tokenId: 'a2', clientId: 'app-2' },
    );
    refresh();
    await finished(
      await decide({ type: 'UserTokensRevoked', data: { userId: 'a', covers: [...TOKEN_KINDS] } }),
    );
    expect((await user('a'))?.activeUntil).toBeNull();
    expect(await app()).toMatchObject({ active: true, activeUntil: at(20) });
    expect(await app('app-2')).toMatchObject({ active: false, activeUntil: null });
    const alone = { userId: 'b', clientId: 'app-1' };
    await finished(await decide({ type: 'AppUninstalled', data: alone }));
    expect(await app()).toMatchObject({ active: false });
  });

  it('after a token was revoked its user, and the app, are active as long as the tokens that are left', async () => {
    await issued({ tokenId: 'long', expiresAt: at(90) }, { tokenId: 'short', expiresAt: at(20) });
    refresh();
    const revoke = (jti: string): Decision => ({
      type: 'TokenRevoked',
      data: { iss: 'https://rescind.example/o/org-1', jti, covers: ['access'] },
    });
    await finished(await decide(revoke('long')));
    expect((await user('user-1'))?.activeUntil).toBe(at(20));
    expect((await app())?.activeUntil).toBe(at(20));
    await finished(await decide(revoke('short')));
    expect((await user('user-1'))?.activeUntil).toBeNull();
    expect(await app()).toMatchObject({ active: false, activeUntil: null });
    await issued({ tokenId: 'new', expiresAt: at(40), rpos: 'g1:9' });
    expect(await app()).toMatchObject({ active: true, activeUntil: at(40) });
  });

  it.each<Decision>([
    { type: 'GrantRevoked', data: { grantId: 'g-1', covers: [...TOKEN_KINDS] } },
    { type: 'SessionRevoked', data: { sessionId: 's-1', covers: [...TOKEN_KINDS] } },
  ])('after $type the other grants of the user keep them active', async (fact) => {
    await issued(
      { tokenId: 'a', grantId: 'g-1', sessionId: 's-1', expiresAt: at(90) },
      { tokenId: 'b', grantId: 'g-2', sessionId: 's-2', expiresAt: at(20) },
    );
    refresh();
    await finished(await decide(fact));
    expect((await user('user-1'))?.activeUntil).toBe(at(20));
    expect((await app())?.activeUntil).toBe(at(20));
  });

  it('of a log that is behind is done again once that is read: what was issued before falls under it as well', async () => {
    await issued(...crowd(3, 'app-1'));
    const late = issue([{ userId: 'late', tokenId: 'late' }]);
    refresh({ now: () => Date.now() + 10_000 });
    const id = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
    await until(async () => (await app())?.active === false);
    expect((await getRefresh(store, ORG_ID, id))?.doc.finished).toBe(false);
    await project(late);
    expect((await app())?.active).toBe(false);
    expect((await user('late'))?.activeUntil).not.toBeNull();
    await finished(id);
    expect((await user('late'))?.activeUntil).toBeNull();
    expect((await app())?.active).toBe(false);
  });

  /** Starts a refresher whose process is killed at a write to a collection, counted from one; resolves when it is. */
  const killedAt = (collection: string, nth: number, chunk: number): Promise<void> =>
    new Promise((resolve) => {
      let writes = 0;
      const dying = Object.create(store, {
        write: {
          value: async (to: string, ...rest: [never]) => {
            if (to === collection) writes += 1;
            if (writes < nth) return store.write(to, ...rest);
            // What it was about to write is never written, nor anything after it.
            void killed.close();
            resolve();
            return new Promise<never>(() => undefined);
          },
        },
      }) as ReadModelStore;
      const times = { tickMs: 10, leaseMs: 300, sweepMs: 600_000 };
      const killed = startRefresher({ log, store: dying, chunk, ...times });
    });

  it('that ends between two chunks is gone on with by another, which does nothing twice', async () => {
    await issued(...crowd(20, 'app-1'));
    const crashed = killedAt('app_user_v2', 4, 3);
    const id = await decide({ type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: ['access'] } });
    await crashed;
    expect((await getRefresh(store, ORG_ID, id))?.doc).toMatchObject({ done: 9, finished: false });
    for (let n = 0; n < 3; n += 1) refresh({ leaseMs: 300 });
    await finished(id);
    expect((await getRefresh(store, ORG_ID, id))?.doc.done).toBe(20);
    for (const { userId } of crowd(20, 'app-1')) expect((await user(String(userId)))?.activeUntil).toBeNull();
  });

  it.each([
    ['its users', APP_USER_MODEL.collection],
    ['the apps', APP_MODEL.collection],
  ])(
    'of hundreds of apps, one of which has more users than a chunk, is gone on with if it ends before a chunk of %s',
    async (_, collection) => {
      const clients = Array.from({ length: 300 }, (_each, n) => `app-${String(n)}`);
      await issued(...crowd(120, 'app-7'), ...clients.flatMap((clientId) => crowd(1, clientId)));
      const crashed = killedAt(collection, 3, 50);
      const id = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
      await crashed;
      const left = await getRefresh(store, ORG_ID, id);
      // Apps before users: what is listed as active is right long before all is done.
      const active = (await listApps(store, ORG_ID, { ...page, active: true })).items.length;
      expect(active).toBe(collection === APP_MODEL.collection ? 200 : 0);
      expect(left?.doc).toMatchObject({ finished: false, areAppsDone: active === 0 });
      for (let n = 0; n < 2; n += 1) refresh({ leaseMs: 300, chunk: 50 });
      await finished(id);
      const inactive = (await listApps(store, ORG_ID, { ...page, active: false })).items;
      expect(inactive.filter(({ doc }) => doc.activeUntil === null)).toHaveLength(300);
      for (const { userId } of crowd(120, 'app-7')) {
        expect((await user(String(userId), 'app-7'))?.activeUntil).toBeNull();
      }
      // Many apps at once: far fewer steps than there are apps.
      expect((await getRefresh(store, ORG_ID, id))?.revision).toBeLessThan(100);
    },
  );

  it('goes on from a place that another version wrote', async () => {
    await issued(...crowd(10, 'app-1'));
    const crashed = killedAt(APP_USER_MODEL.collection, 2, 3);
    const id = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
    await crashed;
    const job = await getRefresh(store, ORG_ID, id);
    if (job === null) throw new Error('there is no job');
    const { next } = await store.page({
      collection: APP_USER_MODEL.collection,
      index: APP_USER_LISTS.byAppActive.name,
      equals: { orgId: ORG_ID, clientId: 'app-1' },
      limit: 5,
    });
    const { revision: expected, positions, doc } = job;
    const old = { id: job.id, expected, positions, doc: { ...doc, usersAfter: next ?? '', leaseUntilMs: 0 } };
    expect(await store.write(REFRESH_MODEL.collection, [old])).toEqual([]);
    refresh();
    await finished(id);
    for (const { userId } of crowd(10, 'app-1')) expect((await user(String(userId)))?.activeUntil).toBeNull();
    expect((await app())?.active).toBe(false);
  });

  it('leaves alone what has long expired', async () => {
    const old = recorded(appRegistered('app-1'), { offset: 1, time: at(-1), appendedAtMs: NOW });
    await project([factOf(DECISIONS_TOPIC, old)]);
    const fact: Decision = { type: 'OrgTokensRevoked', data: { covers: ['access'] } };
    const revocation = recorded(fact, {
      offset: 2,
      id: 'long-ago',
      keepUntil: at(-1),
      appendedAtMs: NOW - 9e9,
    });
    await project([factOf(DECISIONS_TOPIC, revocation)]);
    log.end = 100;
    refresh();
    await finished('long-ago');
  });

  it('turns apps off whose last token has expired, a chunk at a time, and no others', async () => {
    const clients = Array.from({ length: 10 }, (_, n) => `client-${String(n)}`);
    await issued(
      ...clients.map((clientId, n) => ({ clientId, tokenId: clientId, expiresAt: at(n < 8 ? 1 : 90) })),
    );
    let now = NOW;
    refresh({ now: () => now });
    expect((await listApps(store, ORG_ID, { ...page, active: true })).items).toHaveLength(10);
    now = NOW + 120_000;
    await until(async () => (await listApps(store, ORG_ID, { ...page, active: true })).items.length === 2);
    expect((await listApps(store, ORG_ID, { ...page, active: false })).items).toHaveLength(8);
  });
}

describe('the refresher on the embedded database', () => {
  refresherTests(embeddedUnderTest);
});

describeWith('mongo')('the refresher on MongoDB', ({ mongo }) => {
  refresherTests(() => Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('refresher'))));
});
