import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Decision, TOKEN_KINDS } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { READ_MODEL_COLLECTIONS, type RefreshedShapes } from '#read-models';
import { embeddedUnderTest, mongoUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { describeWith, uniqueDatabase } from '#test/harness';
import { at, crowd, factOf, NOW, RefresherUnderTest } from './testing/refresher-under-test.js';
import { versionBefore } from './testing/version-before.js';

const ISS = 'https://rescind.example/o/org-1';
const TOKEN = { userId: 'user-1', tokenId: 't-1', grantId: 'g-1', sessionId: 's-1' };
const all = [...TOKEN_KINDS];
const rotated = { iss: ISS, mode: 'revoke', key: { kid: 'k2', alg: 'ES256', jwk: {} } } as const;

function newShapeTests(prepare: () => Promise<ReadModelsUnderTest>): void {
  let storage: ReadModelsUnderTest;
  let now: RefresherUnderTest;
  let old: RefresherUnderTest | undefined;

  beforeEach(async () => {
    storage = await prepare();
    now = await RefresherUnderTest.on(storage);
  });
  afterEach(async () => {
    await Promise.all([now.close(), old?.close()]);
    await storage.dispose();
  });

  /** Projectors and refreshers of the version before, at work on the same storage and log. */
  const startOld = async (...replaced: readonly (keyof RefreshedShapes)[]): Promise<RefresherUnderTest> => {
    const store = versionBefore(now.store, replaced);
    await store.open(READ_MODEL_COLLECTIONS);
    old = new RefresherUnderTest(store, now.log);
    old.refresh();
    return old;
  };

  it.each<Decision>([
    { type: 'OrgTokensRevoked', data: { covers: all } },
    { type: 'SigningKeysRotated', data: { ...rotated, retiredKids: [], deniedKids: ['k1'] } },
    { type: 'UserTokensRevoked', data: { userId: 'user-1', covers: all } },
    { type: 'UserAppTokensRevoked', data: { userId: 'user-1', clientId: 'app-1', covers: all } },
    { type: 'SessionRevoked', data: { sessionId: 's-1', covers: all } },
    { type: 'GrantRevoked', data: { grantId: 'g-1', covers: all } },
    { type: 'TokenRevoked', data: { iss: ISS, jti: 't-1', covers: ['access'] } },
  ])('know what $type did before there were apps in this shape', async (fact) => {
    const before = await startOld('app');
    const usage = now.issue([TOKEN]);
    const decision = factOf(DECISIONS_TOPIC, { ...before.decision(fact), id: 'revoked' });
    await before.project([...usage, decision]);
    await before.finished('revoked');
    expect((await before.app())?.active).toBe(false);

    now.refresh();
    await now.project([...usage, decision]);
    await now.finished('revoked');
    expect(await now.app()).toMatchObject({ active: false, activeUntil: null });
    expect((await now.user('user-1'))?.activeUntil).toBeNull();
  });

  it.each<[string, readonly (keyof RefreshedShapes)[]]>([
    ['that have the apps in another one', ['app', 'appUser']],
    ['that share the apps', ['token']],
  ])(
    'are filled and cut beside projectors %s, and neither counts anything twice',
    async (_case, replaced) => {
      const before = await startOld(...replaced);
      const first = now.issue(crowd(20, 'app-1'));
      const longAgo = { time: at(-60), appendedAtMs: NOW - 3_600_000, id: 'revoked' };
      const revocation: Decision = { type: 'OrgTokensRevoked', data: { covers: all } };
      const decision = factOf(DECISIONS_TOPIC, { ...before.decision(revocation), ...longAgo });
      const later = now.issue([{ userId: 'user-1', tokenId: 'new', rpos: 'g1:9', expiresAt: at(30) }]);
      await before.project([...first, decision]);
      now.refresh();
      await Promise.all([before.project(later), now.project([decision, ...first.slice(0, 10)])]);
      await before.finished('revoked');
      expect((await now.job('revoked'))?.doc).toMatchObject({ finished: false, done: 0 });
      await now.project([...first.slice(10), ...later]);
      await now.finished('revoked');
      for (const each of [before, now]) {
        expect(await each.app()).toMatchObject({ active: true, activeUntil: at(30), userCount: 20 });
        expect(await each.user('user-1')).toMatchObject({ activeUntil: at(30), useCount: 2 });
        expect(await each.user('user-2')).toMatchObject({ activeUntil: null, useCount: 1 });
      }
    },
  );
}

describe('apps in a new shape, on the embedded database,', () => {
  newShapeTests(embeddedUnderTest);
});

describeWith('mongo')('apps in a new shape, on MongoDB,', ({ mongo }) => {
  newShapeTests(() => Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('new-shape'))));
});
