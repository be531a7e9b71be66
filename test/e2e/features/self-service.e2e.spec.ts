import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type Answer, ApiClient } from '../../platform/api/api-client.js';
import { accepted, refreshRefused, type Rows, tokenPage } from '../../platform/pages/app-access.js';
import { registerApp } from '../../platform/actors/apps.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  authorize,
  refresh,
  registerSignInApp,
  registerUser,
  type SignInApp,
  signIn,
  type TestUser,
  tokensIn,
} from '../../platform/actors/user-sign-in.js';

const OWN = 'connected-apps:manage';
const idOf = (token: string): string => String(decodeJwt(token).jti);

inBothModes('self-service', (platform) => {
  let server: ResourceServer;
  let portal: SignInApp;
  beforeAll(async () => {
    server = await startResourceServer(platform());
    portal = await registerSignInApp(platform(), 'public', { scope: `${OWN} usage:read` });
  });
  afterAll(() => server.close());

  /** Signs a user in to the page about their own apps, or to the administrators' pages. */
  const visit = async (user: TestUser, scope = OWN): Promise<string> =>
    (await signIn(platform(), portal, user, scope)).access;
  const statusOf = ({ status, body }: Answer) => [status, body['code']];
  /** What a user sees of an app's tokens, once there are so many. */
  const ownTokens = (token: string, app: SignInApp, count: number): Promise<Rows> =>
    until('the user’s tokens are listed', async () => {
      const { body } = await platform().api.get(`/connected-apps/${app.clientId}/tokens`, { token });
      const rows = (body['tokens'] ?? []) as Rows;
      return rows.length === count ? rows : null;
    });

  it('S1 a user sees what apps hold of them, and ends it: their own, and nobody else’s', async () => {
    const { api } = platform();
    const [kept, lost] = [
      await registerSignInApp(platform(), 'public', { client_name: 'Kept' }),
      await registerSignInApp(platform(), 'public', { client_name: 'Lost' }),
    ];
    const [user, other] = [await registerUser(platform()), await registerUser(platform())];
    const mine = { kept: await signIn(platform(), kept, user), lost: await signIn(platform(), lost, user) };
    const theirs = await signIn(platform(), lost, other);
    for (const { access } of [mine.kept, mine.lost, theirs]) await server.accepts(access);
    const token = await visit(user);
    await ownTokens(token, lost, 2);
    await ownTokens(token, kept, 2);

    const connected = async () =>
      (await api.get('/connected-apps', { token })).body['connected_apps'] as Rows;
    const shown = (await connected()).find(({ client_id: id }) => id === lost.clientId);
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(shown).toMatchObject({ app_name: 'Lost', scopes: ['orders:read'], active: true });
    expect(shown).toMatchObject({ granted_at: time, expires_at: time, last_used_at: time });

    await accepted(api.delete(`/connected-apps/${lost.clientId}`, { token }));
    await server.refuses(mine.lost.access, 'user-app-revoked');
    await refreshRefused(platform(), lost, mine.lost.refresh);
    expect((await server.call(theirs.access)).status).toBe(200);
    expect((await server.call(mine.kept.access)).status).toBe(200);
    tokensIn(await refresh(platform(), lost, theirs.refresh));
    const rows = await connected();
    const states = [kept, lost].map(({ clientId }) => rows.find((row) => row['client_id'] === clientId));
    expect(states.map((row) => [row?.['active'], row?.['expires_at'] === null])).toEqual([
      [true, false],
      [false, true],
    ]);
    for (const { status, revoke } of await ownTokens(token, lost, 2))
      expect([status, revoke]).toEqual(['revoked', null]);
    await tokenPage(platform(), mine.lost.access, 'revoked', 'user-app-revoked');
  });

  it('S1 a user revokes one of their tokens; another user’s is the same 404 as one that isn’t there', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public');
    const [user, other] = [await registerUser(platform()), await registerUser(platform())];
    const [first, second] = [await signIn(platform(), app, user), await signIn(platform(), app, user)];
    const theirs = await signIn(platform(), app, other);
    for (const { access } of [first, second, theirs]) await server.accepts(access);
    await tokenPage(platform(), theirs.access, 'active');
    const token = await visit(user);
    const rows = await ownTokens(token, app, 4);
    expect(rows.map(({ token_id: id }) => id)).not.toContain(idOf(theirs.access));
    const grantOf = ({ access }: { access: string }) => decodeJwt(access)['grant_id'];
    const row = rows.find(({ kind, grant_id: id }) => kind === 'refresh' && id === grantOf(first));
    const { method, path } = row?.['revoke'] as { method: string; path: string };

    await accepted(api.call(method, path, { token }));
    await server.refuses(first.access, 'grant-revoked');
    await refreshRefused(platform(), app, first.refresh);
    expect((await server.call(second.access)).status).toBe(200);
    await accepted(api.delete(`/connected-apps/tokens/${idOf(second.access)}`, { token }));
    await server.refuses(second.access, 'token-revoked');
    tokensIn(await refresh(platform(), app, second.refresh));

    for (const id of [idOf(theirs.access), 'not-there']) {
      const answer = await api.delete(`/connected-apps/tokens/${id}`, { token });
      expect(statusOf(answer)).toEqual([404, 'TOKEN_NOT_FOUND']);
    }
    const stranger = await visit(await registerUser(platform()));
    const path404 = `/connected-apps/${app.clientId}`;
    expect(statusOf(await api.delete(path404, { token: stranger }))).toEqual([404, 'APP_NOT_FOUND']);
    expect((await api.get(`${path404}/tokens`, { token: stranger })).status).toBe(404);
    expect((await api.get('/connected-apps')).status).toBe(403);
    await tokenPage(platform(), theirs.access, 'active');
    expect((await server.call(theirs.access)).status).toBe(200);
  });

  it('S1 the announced end of all sessions is shown to users', async () => {
    const { api } = platform();
    const token = await visit(await registerUser(platform()));
    const shown = async () => (await api.get('/connected-apps', { token })).body['session_end'];
    expect(await shown()).toBeNull();
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await accepted(api.post('/organization/session-end', { at, reason: 'major release' }));
    expect(await shown()).toEqual({ at, reason: 'major release' });
    await accepted(api.delete('/organization/session-end'));
    expect(await shown()).toBeNull();
  });

  it('S2 administrators see everybody’s tokens, of their organisation, and nobody else does', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public');
    const users = [await registerUser(platform()), await registerUser(platform())];
    const held: string[] = [];
    for (const user of users) held.push((await signIn(platform(), app, user)).access);
    for (const token of held) {
      await server.accepts(token);
      await tokenPage(platform(), token, 'active');
    }
    const list = `/tokens?client_id=${app.clientId}`;
    const auditor = await visit(await registerUser(platform(), ['usage:read']), 'usage:read');
    for (const token of [await api.serviceToken(), auditor]) {
      const rows = (await api.get(list, { token })).body['tokens'] as Rows;
      expect(rows).toHaveLength(4);
      const ids = rows.map(({ token_id: id }) => id);
      expect(ids).toEqual(expect.arrayContaining(held.map(idOf)));
    }

    const { answer } = await authorize(platform(), portal, users[0] as TestUser, 'usage:read');
    expect(answer.get('error')).toBe('access_denied');
    const service = await registerApp(platform(), { scope: 'orders:read' });
    const asApp = await api.clientToken(service.clientId, service.clientSecret);
    for (const token of [await visit(users[0] as TestUser), held[0], asApp]) {
      for (const path of [list, `/tokens/${idOf(held[0] ?? '')}`]) {
        const refused = await api.get(path, { token: token ?? null });
        expect([...statusOf(refused), refused.body['scope']]).toEqual([
          403,
          'INSUFFICIENT_SCOPE',
          'usage:read',
        ]);
      }
    }
    expect((await api.get(list, { token: null })).status).toBe(401);

    const { body } = await api.post('/organizations', { org_id: 'elsewhere', name: 'Elsewhere' });
    const client = { id: String(body['client_id']), secret: String(body['client_secret']) };
    const elsewhere = new ApiClient(platform().url, String(body['issuer']), client);
    await until('its issuer serves', async () => (await elsewhere.serviceToken()).length > 0);
    expect(statusOf(await elsewhere.get(`/tokens/${idOf(held[0] ?? '')}`))).toEqual([404, 'TOKEN_NOT_FOUND']);
    expect((await elsewhere.get(list)).text).not.toContain(idOf(held[0] ?? ''));
  });

  it('S3 a token’s page says whose it is, what it is for and how it stands, and how to revoke it', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'confidential', { client_name: 'Orders' });
    const user = await registerUser(platform());
    const first = await signIn(platform(), app, user);
    const { access } = tokensIn(await refresh(platform(), app, first.refresh));
    await server.accepts(access);
    const { jti, iat = 0, exp = 0, grant_id: grantId, sid } = decodeJwt(access);
    const page = await tokenPage(platform(), access, 'active');
    const whose = {
      client_id: app.clientId,
      app_name: 'Orders',
      user_id: user.userId,
      username: user.username,
    };
    const grant = { grant_id: grantId, session_id: sid, scopes: ['orders:read'] };
    expect(page).toMatchObject({ ...whose, ...grant, kind: 'access', format: 'JWT', use_count: 1 });
    const seconds = (name: string, row = page) => Math.floor(Date.parse(String(row[name])) / 1000);
    expect([seconds('issued_at'), seconds('expires_at')]).toEqual([iat, exp]);
    expect(page).toMatchObject({ revoke: { method: 'POST', path: '/tokens/revoke', body: { jti } } });

    const introspected = await api.form(
      `${platform().issuer}/token/introspection`,
      app.clientId,
      app.clientSecret,
      { token: first.refresh },
    );
    // It was used up by the refresh; its page stays.
    expect(introspected.body).toEqual({ active: false });
    const used = await until('the use of the refresh token is on its page', async () => {
      const { body } = await api.get(`/tokens?client_id=${app.clientId}&user_id=${user.userId}`);
      const rows = (body['tokens'] as Rows).filter(({ kind }) => kind === 'refresh');
      return rows.find((row) => row['use_count'] === 1);
    });
    const refreshPage = (await api.get(`/tokens/${String(used['token_id'])}`)).body;
    expect(refreshPage).toMatchObject({ ...whose, ...grant, kind: 'refresh', format: 'Opaque' });
    expect(seconds('last_used_at', refreshPage)).toBeGreaterThanOrEqual(seconds('issued_at', refreshPage));

    const { method, path, body } = page['revoke'] as { method: string; path: string; body: object };
    await accepted(api.call(method, path, { body }));
    await server.refuses(access, 'token-revoked');
    expect(await tokenPage(platform(), access, 'revoked', 'token-revoked')).toMatchObject({ revoke: null });
    await server.accepts(first.access);
    const unknown = await api.get('/tokens/not-there');
    expect(statusOf(unknown)).toEqual([404, 'TOKEN_NOT_FOUND']);
  });
});
