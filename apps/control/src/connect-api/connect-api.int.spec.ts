import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerOrg } from '#platform/testing';
import { ControlUnderTest } from '../testing/control-under-test.js';
import { UsageUnderTest } from '../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
let app: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  app = await control.newApp();
  for (let more = 0; more < 4; more += 1) {
    const clientId = await control.newApp();
    await usage.project([usage.token({ clientId, userId: clientId })]);
  }
  const of = (userId: string) => ({ clientId: app, userId });
  await usage.project([...usage.grant('g-ann', of('ann')), ...usage.grant('g-bob', of('bob'))]);
});
afterAll(() => control.close());

const remove = (path: string) => control.call(path, { method: 'DELETE' });
const first = (rows: unknown) => (rows as Rows)[0] ?? {};

describe.each([
  '/apps/oauth/usage',
  '/services/data/v59.0/apps/oauth/usage',
  '/services/data/v67.0/apps/oauth/usage',
])('below %s', (base) => {
  it('the lists answer, and every URL in them leads on below the same', async () => {
    const apps = (await control.call(`${base}?pageSize=2`)).body;
    expect(apps['apps']).toHaveLength(2);
    const urls: unknown[] = [apps['currentPageUrl'], apps['nextPageUrl'], first(apps['apps'])['usersUrl']];
    const users = (await control.call(`${base}/${app}/users?pageSize=1`)).body;
    urls.push(users['currentPageUrl'], users['nextPageUrl'], first(users['users'])['tokensUrl']);
    const tokens = (await control.call(`${base}/${app}/ann/tokens?pageSize=1`)).body;
    urls.push(tokens['currentPageUrl'], tokens['nextPageUrl'], first(tokens['tokens'])['revocationUrl']);
    for (const url of urls)
      expect(String(url).startsWith(`${base}/`) || String(url).startsWith(`${base}?`)).toBe(true);
    for (const url of urls.slice(0, 8)) expect((await control.call(String(url))).status).toBe(200);
  });

  it('a trailing slash is the same resource', async () => {
    expect((await control.call(`${base}/`)).body).toEqual((await control.call(base)).body);
  });

  it('a page past the end is an empty array without a next page', async () => {
    const { status, body } = await control.call(`${base}?page=99`);
    expect([status, body['apps'], body['nextPageUrl']]).toEqual([200, [], undefined]);
  });

  it('a cursor of another list is 400', async () => {
    const apps = (await control.call(`${base}?pageSize=2`)).body;
    const cursor = new URL(String(apps['nextPageUrl']), 'http://x').searchParams.get('cursor');
    for (const path of [`${base}/${app}/users`, `${base}/${app}/ann/tokens`]) {
      const answer = await control.call(`${path}?cursor=${String(cursor)}`);
      expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
    }
  });

  it('every token of an app that calls with JWTs is of that format, a refresh token’s too', async () => {
    const { body } = await control.call(`${base}/${app}/ann/tokens`);
    expect((body['tokens'] as Rows).map((row) => row['accessTokenFormat'])).toEqual(['JWT', 'JWT']);
  });

  it('tokens that are revoked, replaced or expired are in no list, and every page but the last is full', async () => {
    const own = await control.newApp();
    const of = { clientId: own, userId: 'ann' };
    const active = Array.from({ length: 5 }, (_, n) => `${own}-active-${String(n)}`);
    const ended = Array.from({ length: 4 }, (_, n) => `${own}-ended-${String(n)}`);
    const issued = active.flatMap((tokenId, n) => [
      usage.token({ ...of, tokenId, issuedAt: usage.at(-10 * n - 1), expiresAt: usage.at(60) }),
      usage.token({
        ...of,
        tokenId: ended[n] ?? 'last',
        issuedAt: usage.at(-10 * n - 5),
        expiresAt: usage.at(-1),
      }),
    ]);
    const refresh = { ...of, kind: 'refresh', format: 'Opaque', expiresAt: usage.at(60) } as const;
    const used = usage.token({
      ...of,
      tokenId: `${own}-minted`,
      refreshTokenId: `${own}-used`,
      issuedAt: usage.at(-99),
    });
    const replaced = usage.token({ ...refresh, tokenId: `${own}-next`, refreshTokenId: `${own}-used` });
    await usage.project([...issued, usage.token({ ...refresh, tokenId: `${own}-used` }), used, replaced]);
    const seen: string[][] = [];
    for (let url = `${base}/${own}/ann/tokens?pageSize=2`; url !== '';) {
      const { body } = await control.call(url);
      seen.push((body['tokens'] as Rows).map((row) => String(row['revocationUrl']).split('/').at(-1) ?? ''));
      url = typeof body['nextPageUrl'] === 'string' ? body['nextPageUrl'] : '';
    }
    const shown = [...active, `${own}-next`, `${own}-minted`];
    expect(seen.flat().sort()).toEqual(shown.sort());
    expect(seen.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
    const numbered = (await control.call(`${base}/${own}/ann/tokens?pageSize=2&page=2`)).body[
      'tokens'
    ] as Rows;
    expect(numbered.map((row) => String(row['revocationUrl']).split('/').at(-1))).toEqual(seen[2]);
    expect((await control.post('/tokens/revoke', { jti: active[0] ?? '' })).status).toBe(202);
    const left = (await control.call(`${base}/${own}/ann/tokens`)).body['tokens'];
    expect(left).toHaveLength(shown.length - 1);
  });

  it('is a deletion also where the client names a media type with every request, and sends nothing', async () => {
    const clientId = await control.newApp();
    await usage.project([usage.token({ clientId, userId: 'ann', tokenId: `typed-${clientId}` })]);
    const path = `/apps/oauth/usage/tokens/typed-${clientId}`;
    const headers = { 'content-type': 'application/json' };
    expect((await control.call(path, { method: 'DELETE', headers })).status).toBe(204);
  });

  it('one token, a user’s tokens and an app’s tokens are revoked, each with a 204 without content', async () => {
    const own = await control.newApp();
    await usage.project(usage.grant(`g-${own}`, { clientId: own, userId: 'ann' }));
    const status = async () => (await control.call(`/tokens/g-${own}-refresh`)).body['status_reason'];
    for (const [path, reason] of [
      [`${base}/${own}/tokens`, 'app-revoked'],
      [`${base}/${own}/ann/tokens`, 'user-app-revoked'],
      [`${base}/tokens/g-${own}-refresh`, 'grant-revoked'],
    ] as const) {
      const answer = await remove(path);
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect(await status()).toBe(reason);
    }
  });

  it('an app called “tokens” is never taken for the tokens, nor they for it', async () => {
    expect((await remove(`${base}/tokens/tokens`)).body['code']).toBe('TOKEN_NOT_FOUND');
    expect((await remove(`${base}/tokens/ann/tokens`)).body['code']).toBe('APP_NOT_FOUND');
    expect((await control.call(`${base}/tokens/users`)).body['code']).toBe('APP_NOT_FOUND');
  });
});

it.each(['v58.0', 'v0.0', 'v59', 'v59.00', 'v99999.0', 'vlatest', '59.0', 'v59.0%2F..'])(
  'version %s has no usage resources',
  async (version) => {
    const base = `/services/data/${version}/apps/oauth/usage`;
    for (const answer of [await control.call(base), await remove(`${base}/${app}/tokens`)])
      expect([answer.status, answer.body['code']]).toEqual([404, 'NOT_FOUND']);
    expect((await control.call('/tokens/g-ann-refresh')).body['status']).toBe('active');
  },
);

it('an app that was only ever tried to be used is not among the apps of the organisation', async () => {
  await usage.project([usage.denial({ clientId: 'stranger' })]);
  const { body } = await control.call('/apps/oauth/usage');
  const apps = (body['apps'] as Rows).map((row) => row['identifier']);
  expect(apps).toContain(app);
  expect(apps).not.toContain('stranger');
});

it('an app of another organisation is not there', async () => {
  await registerOrg(control.process.runtime, 'neighbour');
  const theirs = await control.newApp('neighbour');
  for (const path of [`${theirs}/users`, `${theirs}/ann/tokens`]) {
    const answer = await control.call(`/services/data/v60.0/apps/oauth/usage/${path}`);
    expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
  }
});
