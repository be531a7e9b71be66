import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  emptyRevocationState,
  fold,
  judge,
  OWN_ISSUER_TRUST,
  parseIsoTime,
  type Effect,
  type Position,
  type RevocationState,
} from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import { describeWith, ownRedis, uniqueKeyPrefix } from '#test/harness';
import { claims as anyClaims, effects as anyEffects, trusts } from '#domain/revocation/testing';
import { BASE_MS, HotIndexUnderTest, ISS, NOW_MS, token } from './testing/hot-index-under-test.js';

const DENY: Effect = { effect: 'deny', iss: ISS, jti: 'revoked' };

describeWith('redis')('the hot index of revocations', () => {
  let server: Awaited<ReturnType<typeof ownRedis>>;
  let hot: HotIndexUnderTest;

  beforeAll(async () => {
    server = await ownRedis();
  });
  afterAll(async () => {
    await server.release();
  });
  beforeEach(async () => {
    hot = await HotIndexUnderTest.create(server.address.url, uniqueKeyPrefix('hot').slice(0, -1));
  });
  afterEach(async () => {
    await hot.dispose();
  });

  it('answers as a fold of the whole log does, for every effect and token', async () => {
    const timed = anyEffects.filter(
      (effect) => effect.effect !== 'notBefore' || parseIsoTime(effect.time) !== null,
    );
    const records = fc.sample(fc.array(timed, { minLength: 1, maxLength: 3 }), { numRuns: 25, seed: 7 });
    const reference: RevocationState = emptyRevocationState();
    let atLeast: Position = { generation: '', offset: -1 };
    for (const effects of records) {
      hot.now += 10;
      atLeast = await hot.append(effects);
      fold(reference, { position: atLeast, appendedAtMs: hot.now, effects, keepUntilMs: null });
    }
    hot.startWriter();
    await until(async () => (await hot.index.lookup('acme', token('x'), { atLeast })).known);
    const tokens = fc.sample(fc.tuple(anyClaims, trusts), { numRuns: 400, seed: 9 });
    const seen = new Set<string>();
    for (const [claims, trust] of tokens) {
      const expected = judge(reference, claims, trust, NOW_MS);
      expect(await hot.index.judge('acme', claims, trust, NOW_MS)).toMatchObject({
        known: true,
        verdict: expected,
      });
      seen.add(expected.active ? 'active' : expected.reason);
    }
    for (const reason of ['active', 'app-blocked', 'user-revoked', 'token-revoked']) {
      expect(seen).toContain(reason);
    }
  });

  it('keeps organisations apart', async () => {
    hot.startWriter();
    const orgs = ['acme', 'acme-', 'acme2', 'other'];
    const positions = await Promise.all(
      orgs.map((org) => hot.append([{ ...DENY, jti: `of-${org}` }], null, org)),
    );
    for (const [at, org] of orgs.entries()) {
      const demand = { atLeast: positions[at] ?? { generation: '', offset: 0 } };
      await until(async () => (await hot.index.lookup(org, token('x'), demand)).known);
      for (const other of orgs) {
        const found = await hot.index.judge(org, token(`of-${other}`), OWN_ISSUER_TRUST, NOW_MS, demand);
        expect(found).toMatchObject({ known: true, verdict: { active: org !== other } });
      }
    }
  });

  it('is no answer when its writer lags, for who asks for a position or for fresh knowledge', async () => {
    const writer = hot.startWriter();
    await hot.complete(await hot.append([]));
    await hot.stop(writer);
    const revoked = await hot.append([DENY]);
    expect(await hot.answer(token('revoked'), { atLeast: revoked })).toBe('behind');
    await until(async () => (await hot.answer(token('revoked'), { maxAgeMs: 30 })) === 'stale');
    expect(await hot.answer(token('revoked'), { atLeast: { generation: 'another', offset: 0 } })).toBe(
      'behind',
    );
    hot.startWriter();
    await until(async () => (await hot.answer(token('revoked'), { atLeast: revoked })) === 'token-revoked');
  });

  it('comes to the same with two writers at once', async () => {
    hot.startWriter();
    hot.startWriter();
    const blocked = await hot.append([{ effect: 'block', app: 'app-1', id: 'b1' }]);
    await until(async () => (await hot.answer(token('good'), { atLeast: blocked })) === 'app-blocked');
    const lifted = await hot.append([{ effect: 'lift', app: 'app-1', ids: ['b1'] }]);
    await until(async () => (await hot.answer(token('good'), { atLeast: lifted })) === 'active');
  });

  it('halts before a record with an effect that it does not know, and says so', async () => {
    hot.startWriter();
    await hot.complete(await hot.append([DENY]));
    const { key, value } = hot.record([{ ...DENY, jti: 'x' }]);
    await hot.log.append(DECISIONS_TOPIC, {
      key,
      value: value.replace('"effect":"deny"', '"effect":"quarantine"'),
    });
    await until(() => hot.health.some((detail) => detail.startsWith('halted at ')));
    await until(async () => (await hot.answer(token('good'), { maxAgeMs: 30 })) === 'stale');
    expect(await hot.answer(token('revoked'))).toBe('token-revoked');
  });

  it('halts before a record whose signature is not good', async () => {
    const good = await hot.append([DENY]);
    hot.startWriter(({ offset }) => Promise.resolve(offset <= good.offset));
    await hot.complete(good);
    await hot.append([{ effect: 'lift', app: 'app-1', ids: ['b1'] }]);
    await until(() => hot.health.some((detail) => detail.endsWith('bad signature')));
    await until(async () => (await hot.answer(token('good'), { maxAgeMs: 30 })) === 'stale');
  });

  it('drops what log time has outlived, and holds for expired what that covered', async () => {
    hot.startWriter();
    const outlived = new Date(BASE_MS + 5_000).toISOString();
    const time = new Date(BASE_MS).toISOString();
    const org: Effect = { effect: 'notBefore', of: { scope: 'org' }, kinds: ['access'], time };
    await hot.complete(await hot.append([DENY, org], outlived));
    hot.now = BASE_MS + 60_000;
    await hot.append([]);
    await hot.complete(await hot.append([]));
    for (const key of ['o:acme:deny', 'o:acme:marks', 'expiry']) {
      expect([key, await hot.onKey(`'EXISTS', KEYS[1]`, key)]).toEqual([key, 0]);
    }
    const covered = token('revoked', { iat: BASE_MS / 1000 - 10, exp: BASE_MS / 1000 + 4 });
    const found = await hot.index.judge('acme', covered, OWN_ISSUER_TRUST, BASE_MS + 1_000);
    expect(found).toMatchObject({ known: true, verdict: { active: false, reason: 'expired' } });
  });
});
