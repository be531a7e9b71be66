import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenUsed } from '#domain/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  await usage.users('ann', 'bob', 'cid');
});
afterAll(() => control.close());

const user = async (app: string, id: string) => (await control.call(`/apps/${app}/users/${id}`)).body;

it('a user of an app: tokens issued and calls seen are counted apart', async () => {
  const app = await control.newApp();
  const calls = { clientId: app, userId: 'ann', firstAt: usage.at(-3), lastAt: usage.at(-2) };
  await usage.project([
    ...usage.grant('apart', { clientId: app, userId: 'ann', issuedAt: usage.at(-5) }),
    usage.token({ clientId: app, userId: 'ann', grantId: 'apart', issuedAt: usage.at(-4) }),
    tokenUsed({ ...calls, windowId: 'w1', count: 5 }),
    tokenUsed({ ...calls, windowId: 'w2', count: 6, lastAt: usage.at(-1) }),
  ]);
  const row = await user(app, 'ann');
  expect(row).toMatchObject({
    client_id: app,
    user_id: 'ann',
    username: 'ann@acme.test',
    use_count: 2,
    refresh_token_count: 1,
    calls: { count: 11 },
    active: true,
  });
  expect(Date.parse(String(row['first_used_at']))).toBeLessThan(Date.parse(String(row['last_used_at'])));
  expect((await control.call(`/apps/${app}/users`)).body['users']).toEqual([row]);
  const apps = (await control.call('/users/ann/apps')).body['apps'] as Rows;
  expect(apps.find((each) => each['client_id'] === app)).toEqual(row);
});

describe('a user is active', () => {
  it.each<[string, (app: string) => string]>([
    ['the app is blocked', (app) => `/apps/${app}/block`],
    ['the user’s tokens of the app are revoked', (app) => `/users/bob/apps/${app}/revoke`],
    ['the app’s tokens are revoked', (app) => `/apps/${app}/revoke`],
    ['the only grant is revoked', (app) => `/grants/of-${app}/revoke`],
  ])('until %s, and at once not any more', async (_case, path) => {
    const app = await control.newApp();
    await usage.project(usage.grant(`of-${app}`, { clientId: app, userId: 'bob' }));
    expect(await user(app, 'bob')).toMatchObject({ active: true, active_until: expect.any(String) });
    expect((await control.post(path(app))).status).toBe(202);
    expect(await user(app, 'bob')).toMatchObject({
      active: false,
      active_until: null,
      active_tokens: { access: 0, refresh: 0, at_least: false },
    });
  });

  it('until the last token has expired', async () => {
    const app = await control.newApp();
    const over = { issuedAt: usage.at(-90), expiresAt: usage.at(-30) };
    await usage.project([usage.token({ clientId: app, userId: 'bob', grantId: 'over', ...over })]);
    expect(await user(app, 'bob')).toMatchObject({ active: false, active_until: null, use_count: 1 });
  });

  it('as long as one of two grants stands', async () => {
    const app = await control.newApp();
    const of = { clientId: app, userId: 'bob' };
    await usage.project([...usage.grant(`one-${app}`, of), ...usage.grant(`two-${app}`, of)]);
    await control.post(`/grants/one-${app}/revoke`);
    expect(await user(app, 'bob')).toMatchObject({
      active: true,
      active_tokens: { access: 1, refresh: 1, at_least: false },
    });
    await control.post(`/grants/two-${app}/revoke`);
    expect(await user(app, 'bob')).toMatchObject({ active: false });
  });

  it('by the app’s own tokens where it is its own user', async () => {
    const app = await control.newApp();
    await usage.project([usage.token({ clientId: app, userId: app })]);
    expect(await user(app, app)).toMatchObject({ active: true, username: null });
    await control.post(`/apps/${app}/revoke`);
    expect(await user(app, app)).toMatchObject({ active: false });
  });
});

it.each([
  ['last_used', ['cid', 'ann', 'bob']],
  ['active_until', ['ann', 'bob', 'cid']],
  ['user_id', ['ann', 'bob', 'cid']],
])('the users of an app by %s, page by page', async (sort, expected) => {
  const app = await control.newApp();
  const of = (userId: string, issued: number, expires: number) =>
    usage.token({ clientId: app, userId, issuedAt: usage.at(issued), expiresAt: usage.at(expires) });
  await usage.project([of('bob', -3, 40), of('cid', -1, 20), of('ann', -2, 50)]);
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await control.call(`/apps/${app}/users?sort=${sort}&limit=1${cursor}`);
    seen.push(...(body['users'] as Rows).map((row) => row['user_id']));
    const next = body['nextCursor'];
    cursor = typeof next === 'string' ? `&cursor=${next}` : '';
  } while (cursor !== '');
  expect(seen).toEqual(expected);
});

it.each(['/apps/{app}/users/nobody', '/apps/{app}/users/nobody/tokens'])('%s is 404', async (path) => {
  const answer = await control.call(path.replace('{app}', await control.newApp()));
  expect([answer.status, answer.body['code']]).toEqual([404, 'USER_NOT_FOUND']);
});

it('somebody whose tokens were revoked, but who never used the app, is not among its users', async () => {
  const app = await control.newApp();
  await control.post(`/users/never/apps/${app}/revoke`);
  await usage.project([usage.token({ clientId: app, userId: 'ann' })]);
  const { body } = await control.call(`/apps/${app}/users`);
  expect((body['users'] as Rows).map((row) => row['user_id'])).toEqual(['ann']);
  for (const path of [`/apps/${app}/users/never`, '/users/never/apps'])
    expect((await control.call(path)).body['code']).toBe('USER_NOT_FOUND');
});

it('a cursor of another sort is 400', async () => {
  const app = await control.newApp();
  await usage.project(['ann', 'bob'].map((userId) => usage.token({ clientId: app, userId })));
  const { body } = await control.call(`/apps/${app}/users?sort=user_id&limit=1`);
  const answer = await control.call(`/apps/${app}/users?cursor=${String(body['nextCursor'])}`);
  expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
});
