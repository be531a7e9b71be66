import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideScheduleSessionEnd } from '#domain';
import { decide } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  await usage.users('ann', 'bob');
});
afterAll(() => control.close());

/** Calls as a user without granted permissions. A user needs none for their own connected apps. */
const as = (sub: string, path: string, method = 'GET') =>
  control.call(path, { method, token: { clientId: 'console', sub, scope: 'connected-apps:manage' } });
const ids = (rows: unknown): unknown[] => (rows as Rows).map((row) => row['token_id']);

async function appsOf(user: string): Promise<Rows> {
  return (await as(user, '/connected-apps?limit=200')).body['connected_apps'] as Rows;
}

async function connected(app: string, user: string): Promise<Record<string, unknown> | undefined> {
  return (await appsOf(user)).find((row) => row['client_id'] === app);
}

describe('a user sees', () => {
  it('the apps that act for them: what they may do, since when, until when, and whether they still can', async () => {
    const app = await control.newApp();
    await usage.project([
      ...usage.grant('older', { clientId: app, userId: 'ann', scopes: ['a'], issuedAt: usage.at(-9) }),
      ...usage.grant('newer', { clientId: app, userId: 'ann', scopes: ['b'], issuedAt: usage.at(-5) }),
    ]);
    const row = await connected(app, 'ann');
    expect(row).toMatchObject({ client_id: app, scopes: ['a', 'b'], active: true });
    expect(Date.parse(String(row?.['last_used_at'])) - Date.parse(String(row?.['granted_at']))).toBe(240_000);
    expect(Date.parse(String(row?.['expires_at']))).toBeGreaterThan(Date.now());
    await control.post('/grants/older/revoke');
    expect(await connected(app, 'ann')).toMatchObject({ scopes: ['b'], granted_at: row?.['last_used_at'] });
    await control.post('/grants/newer/revoke');
    expect(await connected(app, 'ann')).toMatchObject({ scopes: ['b'], active: false, expires_at: null });
  });

  it('the tokens of such an app, and how to revoke each', async () => {
    const app = await control.newApp();
    await usage.project(usage.grant('mine', { clientId: app, userId: 'ann' }));
    const { body } = await as('ann', `/connected-apps/${app}/tokens`);
    expect(ids(body['tokens']).sort()).toEqual(['mine-access', 'mine-refresh']);
    const refresh = (body['tokens'] as Rows).find((row) => row['kind'] === 'refresh');
    expect(refresh?.['revoke']).toEqual({ method: 'DELETE', path: '/connected-apps/tokens/mine-refresh' });
  });

  it('nothing of anybody else', async () => {
    const app = await control.newApp();
    await usage.project(usage.grant('bobs', { clientId: app, userId: 'bob' }));
    expect(await connected(app, 'ann')).toBeUndefined();
    const answer = await as('ann', `/connected-apps/${app}/tokens`);
    expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
  });

  it('that an administrator announced the end of all app sessions', async () => {
    expect((await as('ann', '/connected-apps')).body['session_end']).toBeNull();
    const { runtime } = control.process;
    const atMs = Date.now() + 86_400_000;
    const covers = ['access', 'refresh'] as const;
    await decide(runtime, (org) =>
      decideScheduleSessionEnd(org, { scheduleId: 's', atMs, nowMs: Date.now(), covers, reason: 'release' }),
    );
    const { body } = await as('ann', '/connected-apps');
    expect(body['session_end']).toEqual({ at: new Date(atMs).toISOString(), reason: 'release' });
  });
});

describe('a user revokes', () => {
  it('an app: all that it holds of them, at once, and nothing of anybody else', async () => {
    const app = await control.newApp();
    await usage.project([
      ...usage.grant(`ann-${app}`, { clientId: app, userId: 'ann' }),
      ...usage.grant(`bob-${app}`, { clientId: app, userId: 'bob' }),
    ]);
    const answer = await as('ann', `/connected-apps/${app}`, 'DELETE');
    expect([answer.status, answer.body['covers']]).toEqual([202, ['access', 'refresh']]);
    expect(answer.headers.get('rescind-position')).toBe(answer.body['position']);
    expect(await connected(app, 'ann')).toMatchObject({ active: false });
    expect(await connected(app, 'bob')).toMatchObject({ active: true });
    await usage.project();
    const page = await control.call(String(answer.headers.get('location')));
    expect(page.body).toMatchObject({ actor: { kind: 'user', id: 'ann', name: 'ann@acme.test' } });
  });

  it('a refresh token, and with it what came from its grant', async () => {
    const app = await control.newApp();
    await usage.project([
      ...usage.grant(`one-${app}`, { clientId: app, userId: 'ann' }),
      ...usage.grant(`two-${app}`, { clientId: app, userId: 'ann' }),
    ]);
    expect((await as('ann', `/connected-apps/tokens/one-${app}-refresh`, 'DELETE')).status).toBe(202);
    const { body } = await as('ann', `/connected-apps/${app}/tokens`);
    const good = (body['tokens'] as Rows).filter((row) => row['status'] === 'active');
    expect(ids(good).sort()).toEqual([`two-${app}-access`, `two-${app}-refresh`]);
  });

  it('an access token alone, once', async () => {
    const app = await control.newApp();
    await usage.project(usage.grant(`g-${app}`, { clientId: app, userId: 'ann' }));
    const path = `/connected-apps/tokens/g-${app}-access`;
    expect((await as('ann', path, 'DELETE')).body['status']).toBe('accepted');
    expect((await as('ann', path, 'DELETE')).body['status']).toBe('nothing-happened');
    expect(await connected(app, 'ann')).toMatchObject({ active: true });
  });

  it('nothing that is somebody else’s, made up, of another app, or of no app of theirs: 404, and nothing happens', async () => {
    const app = await control.newApp();
    await usage.project(usage.grant(`bob-${app}`, { clientId: app, userId: 'bob' }));
    const before = control.org.position;
    for (const [path, code] of [
      [`tokens/bob-${app}-refresh`, 'TOKEN_NOT_FOUND'],
      [`tokens/bob-${app}-access`, 'TOKEN_NOT_FOUND'],
      ['tokens/made-up', 'TOKEN_NOT_FOUND'],
      [app, 'APP_NOT_FOUND'],
      ['made-up', 'APP_NOT_FOUND'],
    ]) {
      const answer = await as('ann', `/connected-apps/${String(path)}`, 'DELETE');
      expect([path, answer.status, answer.body['code']]).toEqual([path, 404, code]);
    }
    expect(control.org.position).toEqual(before);
    expect(await connected(app, 'bob')).toMatchObject({ active: true });
  });

  it('behind the administrators: what is one’s own waits in the other queue', async () => {
    const app = await control.newApp();
    await usage.project(usage.grant(`g-${app}`, { clientId: app, userId: 'ann' }));
    const priorities: unknown[] = [];
    const { log } = control.process;
    const append = log.append.bind(log);
    log.append = (topic, record, options) => {
      priorities.push(options?.priority);
      return append(topic, record, options);
    };
    await as('ann', `/connected-apps/tokens/g-${app}-refresh`, 'DELETE');
    await as('ann', `/connected-apps/${app}`, 'DELETE');
    await control.post(`/apps/${app}/revoke`);
    log.append = append;
    expect(priorities).toEqual(['normal', 'normal', 'high']);
  });
});

describe('whose connected apps they are', () => {
  it.each([
    ['GET', '/connected-apps'],
    ['GET', '/connected-apps/a/tokens'],
    ['DELETE', '/connected-apps/a'],
    ['DELETE', '/connected-apps/tokens/t'],
  ])('is not a question for an app: %s %s is 403', async (method, path) => {
    const answer = await control.call(path, { method, token: { scope: 'connected-apps:manage' } });
    expect([answer.status, answer.body['code']]).toEqual([403, 'FORBIDDEN']);
  });

  it('is not a question for somebody who was never registered', async () => {
    const answer = await as('nobody', '/connected-apps');
    expect([answer.status, answer.body['code']]).toEqual([403, 'INSUFFICIENT_SCOPE']);
  });

  it('needs the scope, which a user holds without being given it, but not every app asks for', async () => {
    const answer = await control.call('/connected-apps', {
      token: { clientId: 'x', sub: 'ann', scope: 'openid' },
    });
    expect([answer.status, answer.body['code']]).toEqual([403, 'INSUFFICIENT_SCOPE']);
  });
});
