import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideRotateSigningKeys } from '#domain';
import { decide, ORG, registerOrg } from '#platform/testing';
import { ControlUnderTest } from '../testing/control-under-test.js';
import { UsageUnderTest } from '../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  await usage.users('ann', 'bob');
});
afterAll(() => control.close());

const ids = (rows: unknown): unknown[] => (rows as Rows).map((row) => row['token_id']);
const token = async (id: string) => (await control.call(`/tokens/${id}`)).body;

it('a token has a page: what it is, whose it is, whether it is good, and how to revoke it', async () => {
  const app = await control.newApp();
  const parts = { clientId: app, userId: 'ann', sessionId: 's1', scopes: ['openid', 'invoices:read'] };
  await usage.project(usage.grant('page', parts));
  expect(await token('page-refresh')).toEqual({
    token_id: 'page-refresh',
    iss: control.org.issuer,
    kind: 'refresh',
    format: 'Opaque',
    scopes: ['openid', 'invoices:read'],
    issued_at: expect.any(String),
    last_used_at: expect.any(String),
    expires_at: expect.any(String),
    use_count: 0,
    grant_id: 'page',
    session_id: 's1',
    client_id: app,
    app_name: null,
    user_id: 'ann',
    username: 'ann@acme.test',
    status: 'active',
    status_reason: null,
    revoke: {
      method: 'POST',
      path: '/tokens/revoke',
      body: { jti: 'page-refresh', iss: control.org.issuer },
    },
  });
});

it('the request that a token’s page names revokes it', async () => {
  const app = await control.newApp();
  await usage.project([usage.token({ tokenId: 'named', clientId: app, userId: 'ann' })]);
  const { method, path, body } = (await token('named'))['revoke'] as Record<string, string>;
  expect((await control.call(String(path), { method: String(method), body })).status).toBe(202);
  expect(await token('named')).toMatchObject({
    status: 'revoked',
    status_reason: 'token-revoked',
    revoke: null,
  });
});

it('the use count of a refresh token is how many access tokens it issued', async () => {
  const app = await control.newApp();
  const of = { clientId: app, userId: 'ann', grantId: 'used' };
  const minted = ['u1', 'u2'].map((tokenId) =>
    usage.token({ ...of, tokenId, refreshTokenId: 'used-refresh' }),
  );
  await usage.project([...usage.grant('used', of), ...minted]);
  expect(await token('used-refresh')).toMatchObject({ use_count: 2 });
  expect(await token('u1')).toMatchObject({ use_count: 1 });
});

it('a page that is asked for with the position of a command waits until the read models have come so far', async () => {
  const app = await control.newApp();
  await usage.project([usage.token({ tokenId: 'waited', clientId: app, userId: 'ann' })]);
  const { headers } = await control.post(`/apps/${app}/revoke`);
  const position = String(headers.get('rescind-position'));
  const asked = control.call('/tokens/waited', { headers: { 'rescind-position': position } });
  await usage.project();
  expect((await asked).body).toMatchObject({ status: 'revoked', status_reason: 'app-revoked' });
  const forged = await control.call('/tokens/waited', { headers: { 'rescind-position': 'g1:1.AAAA' } });
  expect([forged.status, forged.body['code']]).toEqual([400, 'BAD_POSITION']);
});

describe('the status of a token is judged when it is asked for, before any page was projected anew:', () => {
  it.each<[string, string, (app: string) => [string, unknown]]>([
    ['its app is blocked', 'app-blocked', (app) => [`/apps/${app}/block`, {}]],
    ['its app’s tokens are revoked', 'app-revoked', (app) => [`/apps/${app}/revoke`, {}]],
    ['its user’s tokens are revoked', 'user-revoked', (app) => [`/users/of-${app}/revoke`, {}]],
    [
      'its user is cut off from the app',
      'user-app-revoked',
      (app) => [`/users/of-${app}/apps/${app}/revoke`, {}],
    ],
    ['its grant is revoked', 'grant-revoked', (app) => [`/grants/grant-${app}/revoke`, {}]],
    ['its session is ended', 'session-revoked', (app) => [`/sessions/session-${app}/revoke`, {}]],
  ])('%s', async (_case, reason, request) => {
    const app = await control.newApp();
    const parts = { clientId: app, userId: `of-${app}`, sessionId: `session-${app}` };
    await usage.project(usage.grant(`grant-${app}`, parts));
    expect(await token(`grant-${app}-access`)).toMatchObject({ status: 'active', status_reason: null });
    const [path, body] = request(app);
    expect((await control.post(path, body)).status).toBe(202);
    for (const kind of ['access', 'refresh']) {
      expect(await token(`grant-${app}-${kind}`)).toMatchObject({ status: 'revoked', status_reason: reason });
    }
    const later = usage.token({ tokenId: `later-${app}`, clientId: app, userId: `of-${app}` });
    await usage.project([later]);
    const expected = reason === 'app-blocked' ? 'revoked' : 'active';
    expect(await token(`later-${app}`)).toMatchObject({ status: expected });
  });

  it('its time is over', async () => {
    const over = { issuedAt: usage.at(-120), expiresAt: usage.at(-60) };
    await usage.project([usage.token({ tokenId: 'over', clientId: 'c', userId: 'ann', ...over })]);
    expect(await token('over')).toMatchObject({ status: 'expired', status_reason: 'expired', revoke: null });
  });

  it('the key that signed it is revoked', async () => {
    const of = { clientId: 'c', userId: 'ann', kid: control.org.keys[0]?.kid ?? '' };
    await usage.project([usage.token({ tokenId: 'signed', ...of })]);
    expect(await token('signed')).toMatchObject({ status: 'active' });
    const { runtime } = control.process;
    const key = await runtime.issuerKeys.create(ORG);
    await decide(runtime, (org) => decideRotateSigningKeys(org, { mode: 'revoke', key }));
    expect(await token('signed')).toMatchObject({ status: 'revoked', status_reason: 'key-revoked' });
  });
});

describe('a token that this platform didn’t issue is 404:', () => {
  it.each([
    ['one that nobody has seen', 'made-up'],
    ['one that was only revoked by its id', 'revoked-unseen'],
    ['one of another organisation', 'of-neighbour'],
  ])('%s', async (_case, id) => {
    if (id === 'revoked-unseen') await control.post('/tokens/revoke', { jti: id });
    if (id === 'of-neighbour') {
      await registerOrg(control.process.runtime, 'neighbour');
      await usage.project(
        [usage.token({ tokenId: id, clientId: 'c', userId: 'u' }, 'neighbour')],
        'neighbour',
      );
    }
    await usage.project();
    const answer = await control.call(`/tokens/${id}`);
    expect([answer.status, answer.body['code']]).toEqual([404, 'TOKEN_NOT_FOUND']);
    expect(ids((await control.call('/tokens?limit=200')).body['tokens'])).not.toContain(id);
  });

  it('one of another issuer by the same id, unless that issuer is asked for', async () => {
    await control.post('/tokens/revoke', { jti: 'twice', iss: 'https://a.else.test' });
    await usage.project([usage.token({ tokenId: 'twice', clientId: 'c', userId: 'ann' })]);
    expect(await token('twice')).toMatchObject({ iss: control.org.issuer });
    const other = await control.call(`/tokens/twice?iss=${encodeURIComponent('https://a.else.test')}`);
    expect(other.status).toBe(404);
  });
});

describe('the tokens', () => {
  const mine = (n: number) =>
    usage.token({ tokenId: `n${String(n)}`, clientId: 'list', userId: 'bob', issuedAt: usage.at(-n) });

  it('of a user, of an app, of a user of an app, and of the organisation are pages, the newest first', async () => {
    const others = [
      usage.token({ tokenId: 'o1', clientId: 'other', userId: 'bob', issuedAt: usage.at(-9) }),
      usage.token({ tokenId: 'o2', clientId: 'list', userId: 'ann', issuedAt: usage.at(-9) }),
    ];
    await usage.project([mine(2), mine(1), mine(3), ...others]);
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await control.call(`/tokens?user_id=bob&limit=2${cursor}`);
      seen.push(...ids(body['tokens']));
      const next = body['nextCursor'];
      cursor = typeof next === 'string' ? `&cursor=${next}` : '';
    } while (cursor !== '');
    expect(seen).toEqual(['n1', 'n2', 'n3', 'o1']);
    const pair = await control.call('/tokens?user_id=bob&client_id=list');
    expect(ids(pair.body['tokens'])).toEqual(['n1', 'n2', 'n3']);
    const ofApp = await control.call('/tokens?client_id=list');
    expect(ids(ofApp.body['tokens'])).toEqual(['o2', 'n1', 'n2', 'n3']);
    const all = ids((await control.call('/tokens?limit=200')).body['tokens']);
    expect(all).toEqual(expect.arrayContaining(['n1', 'n2', 'n3', 'o1', 'o2']));
  });

  it('of a user of an app are at the app too; a cursor of another list is 400', async () => {
    const app = await control.newApp();
    const tokens = ['t1', 't2'].map((tokenId) => usage.token({ tokenId, clientId: app, userId: 'ann' }));
    await usage.project(tokens);
    const { body } = await control.call(`/apps/${app}/users/ann/tokens?limit=1`);
    expect(body['tokens']).toHaveLength(1);
    const answer = await control.call(`/tokens?cursor=${String(body['nextCursor'])}`);
    expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
  });

  it.each(['kind=access', 'grant_id=g', 'client_id=c&grant_id=g', 'user_id=u&kind=refresh'])(
    'by %s, which no index serves, are 400 that says what can be combined',
    async (filters) => {
      const answer = await control.call(`/tokens?${filters}`);
      expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
      expect(answer.body['detail']).toContain('client_id with user_id');
    },
  );

  it.each([
    ['/apps/unknown/users/ann/tokens', 'APP_NOT_FOUND'],
    ['/apps/unknown/users', 'APP_NOT_FOUND'],
    ['/users/unknown/apps', 'USER_NOT_FOUND'],
  ])('%s is 404', async (path, code) => {
    const answer = await control.call(path);
    expect([answer.status, answer.body['code']]).toEqual([404, code]);
  });
});
