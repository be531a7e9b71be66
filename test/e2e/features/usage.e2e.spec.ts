import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { registerConsole, signInAdministrator } from '../../platform/actors/administrators.js';
import type { Answer } from '../../platform/api/api-client.js';
import {
  accepted,
  changePolicy,
  denialsListed,
  refreshRefused,
  type Rows,
  signInRefused,
} from '../../platform/pages/app-access.js';
import { registerApp } from '../../platform/actors/apps.js';
import { ACTIVE, obtainHolding, revokedBecause, sentBack } from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { isActive } from '../../platform/actors/introspection-watch.js';
import { everyPage } from '../../platform/pages/keyset-pages.js';
import { expectProblem } from '../../platform/api/problems.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  refresh,
  registerSignInApp,
  registerUser,
  type SignInApp,
  signIn,
  tokensIn,
} from '../../platform/actors/user-sign-in.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const idOf = (token: string): string => String(decodeJwt(token).jti);
/** Tokens say when they were issued in whole seconds. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until('the next second', () => Math.floor(Date.now() / 1000) > second);
}

inBothModes('usage', (platform) => {
  let server: ResourceServer;
  let consoleApp: SignInApp;
  /** Of a person who administers apps, and nothing else. */
  let token: string;
  beforeAll(async () => {
    server = await startResourceServer(platform());
    consoleApp = await registerConsole(platform());
    ({ token } = await signInAdministrator(platform(), consoleApp, { roles: ['app-administrator'] }));
  }, 60_000);
  afterAll(() => server.close());

  const get = (path: string, after?: Answer): Promise<Answer> =>
    platform().api.get(path, { token, headers: sentBack(after) });
  const post = (path: string, body: object = {}): Promise<Answer> =>
    platform().api.post(path, body, { token });
  const rowsOf = async (path: string, member: string, after?: Answer): Promise<Rows> =>
    (await get(path, after)).body[member] as Rows;
  /** The whole list of apps, which must have each app once. */
  const apps = async (query: string, limit = 50): Promise<Rows> => {
    const pages = await everyPage(get, `/apps?limit=${String(limit)}&${query}`, 'apps');
    for (const { rows } of pages.slice(0, -1)) expect(rows).toHaveLength(limit);
    const rows = pages.flatMap((page) => page.rows);
    expect(new Set(rows.map(({ client_id: id }) => id)).size).toBe(rows.length);
    return rows;
  };

  it('U2 of an app’s users, tokens issued and calls seen at edges are counted apart', async () => {
    const app = await registerSignInApp(platform(), 'confidential', { client_name: 'U2 Ledger' });
    const [often, once] = [await registerUser(platform()), await registerUser(platform())];
    const first = await signIn(platform(), app, often);
    const second = tokensIn(await refresh(platform(), app, first.refresh));
    await nextSecond();
    const third = tokensIn(await refresh(platform(), app, second.refresh));
    let calls = 0;
    await until('seven calls got through', async () => {
      const called = calls % 2 === 0 ? first.access : third.access;
      if ((await server.call(called)).status === 200) calls += 1;
      return calls === 7;
    });
    await nextSecond();
    await signIn(platform(), app, once);

    const path = `/apps/${app.clientId}/users`;
    const [last, row] = await until('tokens and calls are counted', async () => {
      const rows = await rowsOf(path, 'users');
      const isCounted = rows.some(({ calls: seen }) => (seen as Rows[number])['count'] === 7);
      return isCounted && rows.length === 2 ? rows : null;
    });
    expect(row).toMatchObject({
      client_id: app.clientId,
      app_name: 'U2 Ledger',
      user_id: often.userId,
      username: often.username,
      use_count: 3,
      calls: { count: 7, first_at: TIME, last_at: TIME },
      active: true,
      active_until: TIME,
      // Two refresh tokens were replaced.
      active_tokens: { access: 3, refresh: 1, at_least: false },
    });
    expect(last).toMatchObject({
      user_id: once.userId,
      use_count: 1,
      calls: { count: 0, first_at: null, last_at: null },
      active: true,
    });
    const at = (member: string) => Date.parse(String(row?.[member]));
    expect(at('first_used_at')).toBeLessThan(at('last_used_at'));
    expect(Date.parse(String(last?.['last_used_at']))).toBeGreaterThan(at('last_used_at'));
    expect(at('active_until')).toBeGreaterThan(Date.now());
    expect((await get(`${path}/${often.userId}`)).body).toEqual(row);
    const ids = [often.userId, once.userId].sort();
    const paged = await everyPage(get, `${path}?limit=1&sort=user_id`, 'users');
    expect(paged.flatMap(({ rows }) => rows).map(({ user_id: id }) => id)).toEqual(ids);

    const connect = await rowsOf(`/apps/oauth/usage/${app.clientId}/users`, 'users');
    expect(connect).toMatchObject([
      { userIdentifier: once.userId, useCount: 1, callCount: 0 },
      {
        userIdentifier: often.userId,
        username: often.username,
        useCount: 3,
        callCount: 7,
        firstUsedAt: row?.['first_used_at'],
        lastUsedAt: row?.['last_used_at'],
      },
    ]);
    expect((await apps('search=U2%20Ledger'))[0]).toMatchObject({ users: 2 });
    expectProblem(await get(`${path}/nobody`), 404, 'USER_NOT_FOUND');
  });

  it('U3 a user’s tokens say what they are, whether they are good, and why not: a bulk revocation at once', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'confidential', {
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    });
    const user = await registerUser(platform());
    const held = await obtainHolding(platform(), app, user);
    const lost = tokensIn(await refresh(platform(), app, held.refresh));
    await accepted(post('/tokens/revoke', { jti: idOf(lost.access) }));
    await changePolicy(platform(), app.clientId, { access_token_lifetime: 1 });
    const brief = await until('a token for a second', async () => {
      const own = await api.clientToken(app.clientId, app.clientSecret ?? '');
      const { exp = 0, iat = 0 } = decodeJwt(own);
      return exp - iat === 1;
    }).then(async () => tokensIn(await refresh(platform(), app, lost.refresh)));
    await changePolicy(platform(), app.clientId, { access_token_lifetime: null });
    const own = await Promise.all(
      Array.from({ length: 40 }, () => api.clientToken(app.clientId, app.clientSecret ?? '')),
    );

    const path = `/apps/${app.clientId}/users/${user.userId}/tokens`;
    const tokens = async (after?: Answer) =>
      new Map((await rowsOf(path, 'tokens', after)).map((row) => [row['token_id'], row]));
    const before = await until('one has expired, one was revoked', async () => {
      const found = await tokens();
      return found.get(idOf(brief.access))?.['status'] === 'expired' ? found : null;
    });
    const common = { client_id: app.clientId, user_id: user.userId, username: user.username };
    expect(before.get(held.accessId)).toMatchObject({
      ...common,
      ...ACTIVE,
      kind: 'access',
      format: 'JWT',
      scopes: ['orders:read'],
      issued_at: TIME,
      use_count: 1,
      grant_id: held.grantId,
      session_id: held.sessionId,
      revoke: { method: 'POST', path: '/tokens/revoke' },
    });
    const ofRefresh = { ...common, kind: 'refresh', format: 'Opaque', scopes: ['orders:read'] };
    expect(before.get(held.refreshId)).toMatchObject({ ...ofRefresh, use_count: 1 });
    const newest = [...before.values()].filter((row) => row['kind'] === 'refresh' && row['use_count'] === 0);
    expect(newest).toMatchObject([{ ...ofRefresh, ...ACTIVE }]);
    expect(before.get(idOf(lost.access))).toMatchObject(revokedBecause('token-revoked'));
    expect(before.get(idOf(brief.access))).toMatchObject({ status_reason: 'expired', revoke: null });
    for (const row of before.values()) {
      const [issued, used, expires] = ['issued_at', 'last_used_at', 'expires_at'].map((member) =>
        Date.parse(String(row[member])),
      );
      expect(issued).toBeLessThanOrEqual(used ?? 0);
      expect(used).toBeLessThan(expires ?? 0);
    }

    const ownPath = `/apps/${app.clientId}/users/${app.clientId}/tokens?limit=200`;
    const ownIds = own.map(idOf);
    await until('its own tokens are listed', async () => {
      const found = (await rowsOf(ownPath, 'tokens')).map(({ token_id: id }) => id);
      return ownIds.every((id) => found.includes(id));
    });
    const command = await post(`/apps/${app.clientId}/revoke`, { reason: 'leaked' });
    await accepted(Promise.resolve(command));
    const after = await tokens(command);
    for (const id of [held.accessId, held.refreshId])
      expect(after.get(id)).toMatchObject(revokedBecause('app-revoked'));
    expect(after.get(idOf(lost.access))).toMatchObject({ status: 'revoked' });
    const rows = (await rowsOf(ownPath, 'tokens', command)).filter(({ token_id: id }) =>
      ownIds.includes(String(id)),
    );
    expect(rows).toHaveLength(40);
    for (const row of rows) expect(row).toMatchObject(revokedBecause('app-revoked'));
    const shown = (await get(`/apps/${app.clientId}/users/${user.userId}`, command)).body;
    expect(shown).toMatchObject({ active: false, active_until: null });
    await server.refuses(held.access, 'app-revoked');
  });

  it('U5 denials are kept apart by their reason, with whose, when and from where', async () => {
    const { api } = platform();
    const user = await registerUser(platform());
    const since = Date.now();
    const unknown = await registerSignInApp(platform(), 'public', { installed: false });
    for (let attempt = 0; attempt < 3; attempt += 1)
      await signInRefused(platform(), unknown, user, 'unauthorized_client');
    const blocked = await registerSignInApp(platform(), 'confidential');
    const held = await signIn(platform(), blocked, user);
    await accepted(post(`/apps/${blocked.clientId}/block`));
    const client = { clientId: blocked.clientId, clientSecret: blocked.clientSecret ?? '' };
    await until('the app may not even ask about its token', async () => {
      return (await isActive(platform(), client, held.access)) === '400';
    });
    await refreshRefused(platform(), blocked, held.refresh, 'unauthorized_client');
    await signInRefused(platform(), blocked, user, 'unauthorized_client');
    const flow = await registerApp(platform(), { client_name: 'Old style', grant_types: ['password'] });
    const { username, password } = user;
    const { body: refused } = await api.tokenRequest(flow.clientId, flow.clientSecret, {
      grant_type: 'password',
      username,
      password,
    });
    expect(refused['error']).toBe('unauthorized_client');

    const summed = (clientId: string, total: number): Promise<Rows[number]> =>
      until('all denials are summed up', async () => {
        const { body } = await get(`/apps/${clientId}/denials`);
        return body['total'] === total ? body : null;
      });
    for (const [app, reason, count] of [
      [unknown, 'not-installed', 3],
      [blocked, 'blocked', 3],
      [flow, 'flow-blocked', 1],
    ] as const) {
      const [row] = await until(`${reason} is counted`, async () => {
        const rows = await denialsListed(platform(), app.clientId, reason);
        return rows[0]?.['count'] === count ? rows : null;
      });
      expect(row).toMatchObject({
        client_id: app.clientId,
        installed: reason !== 'not-installed',
        // Whoever it is, a blocked app or flow is refused before it is asked who.
        user_id: reason === 'not-installed' ? user.userId : null,
        username: reason === 'not-installed' ? user.username : null,
        reason,
        where: ['issuer'],
        addresses: ['127.0.0.1'],
        last_edge: null,
      });
      const [first, last] = [Date.parse(String(row?.['first_at'])), Date.parse(String(row?.['last_at']))];
      expect(first).toBeGreaterThanOrEqual(since);
      expect(last - first > 0).toBe(count > 1);
      expect(last).toBeLessThanOrEqual(Date.now());
      const others = await rowsOf(`/denials?client_id=${app.clientId}`, 'denials');
      expect(others).toEqual([row]);
      const summary = await summed(app.clientId, count);
      const none = { 'not-installed': 0, blocked: 0, 'flow-blocked': 0 };
      expect(summary['by_reason']).toMatchObject({ ...none, [reason]: count });
    }
    const mine = await rowsOf(`/denials?user_id=${user.userId}`, 'denials');
    expect(mine).toMatchObject([{ client_id: unknown.clientId, reason: 'not-installed', count: 3 }]);
    const latest = (await rowsOf('/denials?limit=3', 'denials')).map(({ reason }) => reason);
    expect(latest).toEqual(['flow-blocked', 'blocked', 'not-installed']);
    const withAttempts = (await apps('denied=true')).map(({ client_id: id }) => id);
    expect(withAttempts).toContain(unknown.clientId);
    for (const { clientId } of [blocked, flow]) expect(withAttempts).not.toContain(clientId);

    // The same app, blocked now: what was counted before stays what it was.
    await accepted(post(`/apps/${unknown.clientId}/block`));
    await signInRefused(platform(), unknown, user, 'unauthorized_client');
    const { by_reason: byReason } = await summed(unknown.clientId, 4);
    expect(byReason).toMatchObject({ 'not-installed': 3, blocked: 1 });
  });
});
