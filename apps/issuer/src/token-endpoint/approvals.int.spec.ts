import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { decodeDecision } from '#contracts';
import { decideRevokeGrant } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { collect } from '#event-log/testing';
import { givenPolicy } from '../testing/governance.js';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { refresh, signIn, SIGN_IN_APP, type Tokens } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const OTHER = { username: 'grace', password: 'correct battery' };
let harness: IssuerHarness;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  for (const { username, password } of [USER, OTHER]) await harness.registerUser(username, password);
});
afterAll(() => harness.close());

async function appWith(maxApprovalsPerUser: number, metadata: object = SIGN_IN_APP): Promise<TestApp> {
  const app = await harness.registerApp(metadata);
  await givenPolicy(harness, app, { maxApprovalsPerUser });
  return app;
}

const grantOf = ({ access_token: token }: Tokens) => String(decodeJwt(token)['grant_id']);

async function isAlive(app: TestApp, { access_token: token }: Tokens): Promise<boolean> {
  const response = await harness.post('/token/introspection', { token }, app);
  return ((await response.json()) as { active: boolean }).active;
}

const alive = (app: TestApp, all: readonly Tokens[]) =>
  Promise.all(all.map((tokens) => isAlive(app, tokens)));

describe('a further grant of a user for the same app', () => {
  it('ends the oldest one, which the log says', async () => {
    const app = await appWith(2);
    const all = [];
    for (let n = 0; n < 4; n += 1) all.push(await signIn(harness, app, USER));
    expect(await alive(app, all)).toEqual([false, false, true, true]);
    const answers = await Promise.all(all.map((tokens) => refresh(harness, app, tokens.refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 200, 200]);
    const partition = harness.runtime.storage.log.partitionOf(DECISIONS_TOPIC, 'acme');
    const { first, end } = await harness.runtime.storage.log.bounds(DECISIONS_TOPIC, partition);
    const records = await collect(harness.runtime.storage.log, DECISIONS_TOPIC, { count: end - first });
    const decisions = records.flatMap((record) => {
      const decoded = decodeDecision(record);
      return decoded.kind === 'decision' ? [decoded.decision] : [];
    });
    const ended = decisions.flatMap(({ fact, actor }) =>
      fact.type === 'GrantRevoked' ? [{ ...fact.data, actor }] : [],
    );
    expect(ended.slice(-2)).toEqual(
      all.slice(0, 2).map((tokens) => ({
        grantId: grantOf(tokens),
        covers: ['access', 'refresh'],
        reason: 'approval limit',
        actor: { kind: 'system', id: 'issuer' },
      })),
    );
  });

  it('leaves other users and other apps alone', async () => {
    const [app, other] = [await appWith(1), await appWith(1)];
    const kept = [await signIn(harness, app, OTHER), await signIn(harness, other, USER)] as const;
    await signIn(harness, app, USER);
    await signIn(harness, app, USER);
    expect([await isAlive(app, kept[0]), await isAlive(other, kept[1])]).toEqual([true, true]);
  });

  it('is none where the user signs in again in the same session', async () => {
    const app = await appWith(1);
    const browser = harness.browser();
    const [first, second] = [
      await signIn(harness, app, USER, browser),
      await signIn(harness, app, USER, browser),
    ];
    expect(grantOf(second)).toBe(grantOf(first));
    expect(await alive(app, [first, second])).toEqual([true, true]);
  });

  it('counts no grant that was revoked, or has no token left', async () => {
    const app = await appWith(2);
    const [oldest, revoked] = [await signIn(harness, app, USER), await signIn(harness, app, USER)];
    await harness.decide((org) =>
      decideRevokeGrant(org, { grantId: grantOf(revoked), covers: ['access', 'refresh'] }),
    );
    const third = await signIn(harness, app, USER);
    expect(await alive(app, [oldest, revoked, third])).toEqual([true, false, true]);
  });

  it('ends the oldest one also for an app that gets no refresh tokens, as long as that has a live token', async () => {
    const app = await appWith(1, { ...SIGN_IN_APP, grant_types: ['authorization_code'] });
    const first = await signIn(harness, app, USER);
    const second = await signIn(harness, app, USER);
    expect(second).not.toHaveProperty('refresh_token');
    expect(await alive(app, [first, second])).toEqual([false, true]);
    harness.clock.offsetMs = 3_601_000;
    const before = harness.position();
    await signIn(harness, app, USER);
    expect(harness.position()).toBe(before);
    harness.clock.offsetMs = 0;
  });

  it('keeps the newest alive when the limit is lowered', async () => {
    const app = await appWith(5);
    const all = [];
    for (let n = 0; n < 3; n += 1) all.push(await signIn(harness, app, USER));
    await givenPolicy(harness, app, { maxApprovalsPerUser: 1 });
    expect(await alive(app, all)).toEqual([true, true, true]);
    all.push(await signIn(harness, app, USER));
    expect(await alive(app, all)).toEqual([false, false, false, true]);
  });

  it('leaves exactly the limit alive where many race', async () => {
    const app = await appWith(2);
    const all = await Promise.all(Array.from({ length: 8 }, () => signIn(harness, app, USER)));
    expect((await alive(app, all)).filter(Boolean)).toHaveLength(2);
  });

  it('gives no token while the one that has to end cannot be ended', async () => {
    const app = await appWith(1);
    const first = await signIn(harness, app, USER);
    harness.faults.decisions = true;
    await expect(signIn(harness, app, USER)).rejects.toThrow('temporarily_unavailable');
    harness.faults.decisions = false;
    expect(await isAlive(app, first)).toBe(true);
    const second = await signIn(harness, app, USER);
    expect(await alive(app, [first, second])).toEqual([false, true]);
  });
});
