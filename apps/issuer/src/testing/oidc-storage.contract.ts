import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { OidcKey, OidcObject, OidcStorage } from '../storage/oidc-storage.port.js';

/** A storage under test, with a clock that the test moves. */
export interface OidcStorageUnderTest {
  readonly storage: OidcStorage;
  /** A second storage object on the same data. */
  readonly other: OidcStorage;
  readonly clock: { nowMs: number };
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** What every adapter of {@link OidcStorage} promises. */
export function describeOidcStorage(name: string, make: () => Promise<OidcStorageUnderTest>): void {
  describe(`OIDC storage: ${name}`, () => {
    let test: OidcStorageUnderTest;
    let storage: OidcStorage;
    const org = `org-${randomUUID()}`;

    const key = (model = 'RefreshToken', orgId = org): OidcKey => ({ orgId, model, id: randomUUID() });
    const object = (changes: Partial<OidcObject> = {}): OidcObject => ({
      payload: { accountId: 'u1', resources: { 'https://api.example/$x.y': 'read' } },
      grantId: null,
      uid: null,
      userCode: null,
      expiresAtMs: test.clock.nowMs + HOUR_MS,
      ...changes,
    });

    beforeAll(async () => {
      test = await make();
      storage = test.storage;
      await storage.open();
      await storage.open();
    });
    afterAll(async () => {
      await test.close();
    });

    it('finds what was stored, with its members exactly, until it is destroyed', async () => {
      const k = key();
      expect(await storage.find(k)).toBeNull();
      await storage.upsert(k, object());
      expect(await test.other.find(k)).toEqual({ payload: object().payload, consumedAtMs: null });
      await storage.destroy(k);
      await storage.destroy(k);
      expect(await storage.find(k)).toBeNull();
    });

    it('replaces the payload and the second lookups, and leaves a consumption in place', async () => {
      const k = key('Session');
      await storage.upsert(k, object({ uid: `old-${k.id}` }));
      const consumption = await storage.consume(k);
      await storage.upsert(k, object({ payload: { n: 2 }, uid: `new-${k.id}` }));
      expect(await storage.findByUid(org, 'Session', `old-${k.id}`)).toBeNull();
      const stored = { payload: { n: 2 }, consumedAtMs: consumption?.consumedAtMs };
      expect(await storage.findByUid(org, 'Session', `new-${k.id}`)).toEqual(stored);
    });

    it('keeps organisations and models apart, whatever their ids spell', async () => {
      const id = randomUUID();
      await storage.upsert({ orgId: `${org}x`, model: 'Grant', id }, object({ userCode: id }));
      expect(await storage.find({ orgId: org, model: 'xGrant', id })).toBeNull();
      expect(await storage.find({ orgId: org, model: 'Grant', id })).toBeNull();
      expect(await storage.find({ orgId: `${org}x`, model: 'Session', id })).toBeNull();
      expect(await storage.findByUserCode(org, 'Grant', id)).toBeNull();
      expect(await storage.findByUserCode(`${org}x`, 'Session', id)).toBeNull();
      expect(await storage.findByUserCode(`${org}x`, 'Grant', id)).not.toBeNull();
    });

    it('lets exactly one of many racing consumers be the first, and tells all of them when that was', async () => {
      const k = key('AuthorizationCode');
      await storage.upsert(k, object());
      const storages = Array.from({ length: 24 }, (_, n) => (n % 2 === 0 ? storage : test.other));
      const results = await Promise.all(storages.map((one) => one.consume(k)));
      expect(results.filter((result) => result?.first === true)).toHaveLength(1);
      expect(new Set(results.map((result) => result?.consumedAtMs))).toEqual(new Set([test.clock.nowMs]));
      expect((await storage.find(k))?.consumedAtMs).toBe(test.clock.nowMs);
      expect(await storage.consume(key('AuthorizationCode'))).toBeNull();
    });

    it('takes back only the consumption that it is told', async () => {
      const k = key();
      await storage.upsert(k, object());
      const consumedAtMs = (await storage.consume(k))?.consumedAtMs ?? 0;
      await storage.release(k, consumedAtMs - 1);
      expect((await storage.consume(k))?.first).toBe(false);
      await storage.release(k, consumedAtMs);
      expect((await storage.consume(k))?.first).toBe(true);
    });

    it('gives all of many racing inserts the one object that was stored', async () => {
      const k = key();
      const attempts = Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? storage : test.other));
      const results = await Promise.all(
        attempts.map((one, n) => one.insertIfAbsent(k, object({ payload: { n } }))),
      );
      const stored = await storage.find(k);
      expect(results).toEqual(results.map(() => stored));
      await storage.consume(k);
      expect((await storage.insertIfAbsent(k, object())).consumedAtMs).toBe(test.clock.nowMs);
    });

    it('lists what has a uid in common, of that organisation and model alone, until it expires or goes with its grant', async () => {
      const uid = randomUUID();
      const own = ['a', 'b', 'c', 'd'].map((id) => ({ ...key('Approval'), id: `${uid}-${id}` }));
      for (const [n, k] of own.entries()) {
        const expiresAtMs = test.clock.nowMs + (n === 0 ? 1 : HOUR_MS);
        await storage.upsert(k, object({ uid, grantId: k.id, payload: { n }, expiresAtMs }));
      }
      await storage.upsert(key('Approval', `${org}-2`), object({ uid }));
      await storage.upsert(key('Session'), object({ uid }));
      await storage.upsert(key('Approval'), object({ uid: randomUUID() }));
      const listed = async () =>
        (await test.other.listByUid(org, 'Approval', uid)).map((one) => one.payload['n']);
      expect((await listed()).sort()).toEqual([0, 1, 2, 3]);
      test.clock.nowMs += 1;
      await storage.revokeByGrantId(org, own[1]?.id ?? '');
      expect((await listed()).sort()).toEqual([2, 3]);
      expect(await storage.listByUid(org, 'Approval', randomUUID())).toEqual([]);
    });

    it('shows each of many racing writers of one uid what they all wrote, after its own write', async () => {
      const uid = randomUUID();
      const writers = Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? storage : test.other));
      const seen = await Promise.all(
        writers.map(async (one, n) => {
          await one.upsert(key('Approval'), object({ uid, payload: { n } }));
          return (await one.listByUid(org, 'Approval', uid)).map(({ payload }) => payload['n']);
        }),
      );
      expect(seen.every((list, n) => list.includes(n))).toBe(true);
      expect(Math.max(...seen.map((list) => list.length))).toBe(writers.length);
    });

    it('replaces only what is there, and leaves a consumption in place', async () => {
      const k = key();
      expect(await storage.replace(k, object())).toBe(false);
      expect(await storage.find(k)).toBeNull();
      await storage.upsert(k, object());
      const consumption = await storage.consume(k);
      const expiresAtMs = test.clock.nowMs + 10;
      expect(await test.other.replace(k, object({ payload: { n: 2 }, expiresAtMs }))).toBe(true);
      const stored = { payload: { n: 2 }, consumedAtMs: consumption?.consumedAtMs };
      expect(await storage.find(k)).toEqual(stored);
      test.clock.nowMs += 10;
      expect(await storage.find(k)).toBeNull();
    });

    it('removes a grant with everything of every model that came from it, and nothing else', async () => {
      const grantId = randomUUID();
      const models = [
        'Grant',
        'AuthorizationCode',
        'RefreshToken',
        'AccessToken',
        'DeviceCode',
        'BackchannelAuthenticationRequest',
      ];
      const keys = models.map((model) => key(model));
      for (const k of keys) await storage.upsert(k, object({ grantId }));
      const [consumed] = keys.slice(2, 3);
      if (consumed !== undefined) await storage.consume(consumed);
      const others = [key(), { ...key(), orgId: `${org}-2` }];
      await storage.upsert(others[0] ?? key(), object({ grantId: randomUUID() }));
      await storage.upsert(others[1] ?? key(), object({ grantId }));
      await storage.revokeByGrantId(org, grantId);
      expect(await Promise.all(keys.map((k) => storage.find(k)))).toEqual(keys.map(() => null));
      expect(await Promise.all(others.map((k) => storage.find(k)))).not.toContain(null);
    });

    it('finds nothing that has expired, and removes it in bounded steps', async () => {
      const short = Array.from({ length: 5 }, () => key('Interaction'));
      for (const k of short)
        await storage.upsert(k, object({ uid: k.id, expiresAtMs: test.clock.nowMs + HOUR_MS }));
      const forEver = key('Grant');
      await storage.upsert(forEver, object({ expiresAtMs: null }));
      test.clock.nowMs += HOUR_MS;
      expect(await Promise.all(short.map((k) => storage.find(k)))).toEqual(short.map(() => null));
      expect(await storage.findByUid(org, 'Interaction', short[0]?.id ?? '')).toBeNull();
      expect(await storage.removeExpired(2)).toBe(2);
      while ((await storage.removeExpired(100)) > 0);
      expect(await storage.removeExpired(100)).toBe(0);
      expect(await storage.find(forEver)).not.toBeNull();
    });
  });
}
