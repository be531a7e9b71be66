import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { APP_MODEL, APP_USER_LISTS, APP_USER_MODEL, type Decision, TOKEN_KINDS } from '#domain';
import { appRegistered, ORG_ID } from '#domain/testing';
import { DECISIONS_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import { type AppFilter, listApps, type ReadModelStore, REFRESH_MODEL } from '#read-models';
import { embeddedUnderTest, mongoUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { describeWith, uniqueDatabase } from '#test/harness';
import { startRefresher } from './refresher.js';
import { at, crowd, factOf, NOW, RefresherUnderTest } from './testing/refresher-under-test.js';

const page = { limit: 1000 };

function refresherTests(prepare: () => Promise<ReadModelsUnderTest>): void {
  let storage: ReadModelsUnderTest;
  let test: RefresherUnderTest;

  beforeEach(async () => {
    storage = await prepare();
    test = await RefresherUnderTest.on(storage);
  });
  afterEach(async () => {
    await test.close();
    await storage.dispose();
  });

  const refresh: RefresherUnderTest['refresh'] = (options) => test.refresh(options);
  const issued: RefresherUnderTest['issued'] = (...tokens) => test.issued(...tokens);
  const decide: RefresherUnderTest['decide'] = (fact) => test.decide(fact);
  const finished: RefresherUnderTest['finished'] = (id) => test.finished(id);
  const job: RefresherUnderTest['job'] = (id) => test.job(id);
  const app: RefresherUnderTest['app'] = (clientId) => test.app(clientId);
  const user: RefresherUnderTest['user'] = (userId, clientId) => test.user(userId, clientId);
  const apps = async (filter: AppFilter) =>
    (await listApps(test.store, ORG_ID, { ...page, ...filter })).items.map(({ doc }) => doc);

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
    expect(await apps({ active: true })).toHaveLength(isWide ? 0 : 1);
    expect((await job(id))?.doc.done).toBe(isWide ? 2 + 11 : 10);
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
    const late = test.issue([{ userId: 'late', tokenId: 'late' }]);
    refresh({ now: () => Date.now() + 10_000 });
    const id = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
    await until(async () => (await app())?.active === false);
    expect((await job(id))?.doc.finished).toBe(false);
    await test.project(late);
    expect((await app())?.active).toBe(false);
    expect((await user('late'))?.activeUntil).not.toBeNull();
    await finished(id);
    expect((await user('late'))?.activeUntil).toBeNull();
    expect((await app())?.active).toBe(false);
  });

  /** Starts a refresher whose process is killed at a write to a collection, counted from one; resolves when it is. */
  const killedAt = (collection: string, nth: number, chunk: number, leaseMs = 300): Promise<void> =>
    new Promise((resolve) => {
      let writes = 0;
      const { store, log } = test;
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
      const times = { tickMs: 10, leaseMs, sweepMs: 600_000 };
      const killed = startRefresher({ log, store: dying, chunk, ...times });
    });

  it('that ends between two chunks is gone on with by another, which does nothing twice', async () => {
    await issued(...crowd(20, 'app-1'));
    const crashed = killedAt(APP_USER_MODEL.collection, 4, 3);
    const id = await decide({ type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: ['access'] } });
    await crashed;
    expect((await job(id))?.doc).toMatchObject({ done: 9, finished: false });
    for (let n = 0; n < 3; n += 1) refresh({ leaseMs: 300 });
    await finished(id);
    expect((await job(id))?.doc.done).toBe(20);
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
      const left = await job(id);
      // Apps before users: what is listed as active is right long before all is done.
      const active = (await apps({ active: true })).length;
      expect(active).toBe(collection === APP_MODEL.collection ? 200 : 0);
      expect(left?.doc).toMatchObject({ finished: false, areAppsDone: active === 0 });
      for (let n = 0; n < 2; n += 1) refresh({ leaseMs: 300, chunk: 50 });
      await finished(id);
      const inactive = await apps({ active: false });
      expect(inactive.filter(({ activeUntil }) => activeUntil === null)).toHaveLength(300);
      for (const { userId } of crowd(120, 'app-7')) {
        expect((await user(String(userId), 'app-7'))?.activeUntil).toBeNull();
      }
      // Many apps at once: far fewer steps than there are apps.
      expect((await job(id))?.revision).toBeLessThan(100);
    },
  );

  it('goes on from a place that another version wrote', async () => {
    await issued(...crowd(10, 'app-1'));
    const crashed = killedAt(APP_USER_MODEL.collection, 2, 3);
    const id = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
    await crashed;
    const left = await job(id);
    if (left === null) throw new Error('there is no job');
    const { next } = await test.store.page({
      collection: APP_USER_MODEL.collection,
      index: APP_USER_LISTS.byAppActive.name,
      equals: { orgId: ORG_ID, clientId: 'app-1' },
      limit: 5,
    });
    const { revision: expected, positions, doc } = left;
    const old = {
      id: left.id,
      expected,
      positions,
      doc: { ...doc, usersAfter: next ?? '', leaseUntilMs: 0 },
    };
    expect(await test.store.write(REFRESH_MODEL.collection, [old])).toEqual([]);
    refresh();
    await finished(id);
    for (const { userId } of crowd(10, 'app-1')) expect((await user(String(userId)))?.activeUntil).toBeNull();
    expect((await app())?.active).toBe(false);
  });

  it('leaves alone what has expired, whatever is still to be read', async () => {
    await issued(...crowd(1, 'app-1'));
    const fact: Decision = { type: 'OrgTokensRevoked', data: { covers: ['access'] } };
    const past = { time: at(-5), appendedAtMs: NOW - 300_000, keepUntil: at(-1) };
    await test.project([factOf(DECISIONS_TOPIC, { ...test.decision(fact), ...past, id: 'expired' })]);
    test.log.end = 100;
    refresh();
    await finished('expired');
    expect((await app())?.active).toBe(true);
  });

  it('comes to revocations of long ago once the pages hold the log, and says that they do', async () => {
    const unread = test.issue(crowd(3, 'app-1'));
    const fact: Decision = { type: 'OrgTokensRevoked', data: { covers: ['access'] } };
    const longAgo = { ...test.decision(fact), id: 'long-ago', appendedAtMs: NOW - 3_600_000 };
    await test.project([factOf(DECISIONS_TOPIC, longAgo)]);
    let filled = 0;
    refresh({ onFilled: () => (filled += 1) });
    const recent = await decide(fact);
    await until(async () => (await job(recent))?.doc.barrier !== null);
    expect([filled, (await job('long-ago'))?.revision]).toEqual([0, 1]);
    await test.project(unread);
    await finished('long-ago');
    expect(filled).toBe(1);
  });

  it('walks no app that a revocation did not make inactive', async () => {
    const at300 = Array.from({ length: 300 }, (_each, n) => `idle-${String(n)}`);
    const registered = at300.map((clientId) =>
      factOf(DECISIONS_TOPIC, test.decision(appRegistered(clientId))),
    );
    await test.project(registered);
    await issued(...crowd(2, 'app-1'));
    refresh();
    const id = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
    await finished(id);
    expect((await user('user-1'))?.activeUntil).toBeNull();
    // Found, the barrier, the last pass, its apps, their users, done.
    expect((await job(id))?.revision).toBeLessThanOrEqual(7);
  });

  it('passes over no app into which another revocation is put meanwhile', async () => {
    const clients = Array.from({ length: 150 }, (_each, n) => `app-${String(n)}`);
    const both = ['access', 'refresh'] as const;
    const tokens = clients.flatMap((clientId) =>
      both.map((kind) => ({ clientId, kind, userId: 'user-0', tokenId: `${clientId}-${kind}` })),
    );
    await issued(...tokens);
    const crashed = killedAt(APP_USER_MODEL.collection, 2, 500, 600_000);
    const first = await decide({ type: 'OrgTokensRevoked', data: { covers: ['access'] } });
    await crashed;
    refresh({ chunk: 500 });
    await finished(await decide({ type: 'OrgTokensRevoked', data: { covers: ['refresh'] } }));
    const left = await job(first);
    if (left === null) throw new Error('there is no job');
    const { id, revision: expected, positions, doc } = left;
    const free = { id, expected, positions, doc: { ...doc, leaseUntilMs: 0 } };
    expect(await test.store.write(REFRESH_MODEL.collection, [free])).toEqual([]);
    await finished(first);
    for (const clientId of clients) expect((await user('user-0', clientId))?.activeUntil).toBeNull();
  });

  it('turns apps off whose last token has expired, a chunk at a time, and no others', async () => {
    const clients = Array.from({ length: 10 }, (_, n) => `client-${String(n)}`);
    await issued(
      ...clients.map((clientId, n) => ({ clientId, tokenId: clientId, expiresAt: at(n < 8 ? 1 : 90) })),
    );
    let now = NOW;
    refresh({ now: () => now });
    expect(await apps({ active: true })).toHaveLength(10);
    now = NOW + 120_000;
    await until(async () => (await apps({ active: true })).length === 2);
    expect(await apps({ active: false })).toHaveLength(8);
  });
}

describe('the refresher on the embedded database', () => {
  refresherTests(embeddedUnderTest);
});

describeWith('mongo')('the refresher on MongoDB', ({ mongo }) => {
  refresherTests(() => Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('refresher'))));
});
