import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { ApiClient } from '../../platform/api-client.js';
import {
  accepted,
  changePolicy,
  changeSettings,
  clientRefused,
  denialsListed,
  refreshRefused,
  type Rows,
  signInRefused,
  tokenPage,
} from '../../platform/app-access.js';
import { registerApp, type TestApp } from '../../platform/apps.js';
import { inBothModes } from '../../platform/in-both-modes.js';
import { isActive } from '../../platform/introspection-watch.js';
import { type ResourceServer, startResourceServer } from '../../platform/resource-server.js';
import { until } from '../../platform/until.js';
import {
  refresh,
  REDIRECT_URI,
  registerSignInApp,
  registerUser,
  signIn,
  tokensIn,
} from '../../platform/user-sign-in.js';

const ALLOWED_FLOWS = ['authorization_code', 'client_credentials', 'refresh_token'];

inBothModes('apps and policy', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  const passwordRequest = ({ clientId, clientSecret }: TestApp, username: string, password: string) =>
    platform().api.tokenRequest(clientId, clientSecret, { grant_type: 'password', username, password });

  it('P1 an app is installed for one user, for everybody, and uninstalled: what that ends stays ended', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public', { installed: false });
    const path = `/apps/${app.clientId}`;
    const [one, other] = [await registerUser(platform()), await registerUser(platform())];
    await signInRefused(platform(), app, one, 'unauthorized_client');

    await accepted(api.post(`${path}/install`, { user_id: one.userId }));
    const first = await signIn(platform(), app, one);
    await server.accepts(first.access);
    await signInRefused(platform(), app, other, 'unauthorized_client');
    await accepted(api.post(`${path}/install`));
    const second = await signIn(platform(), app, other);
    await server.accepts(second.access);
    expect((await api.get(path)).body).toMatchObject({ installed: true });
    await changePolicy(platform(), app.clientId, { max_approvals_per_user: 2 });

    const uninstalled = await accepted(api.post(`${path}/uninstall`, { reason: 'not needed' }));
    expect(uninstalled).toMatchObject({
      ends: ['access_tokens', 'refresh_tokens', 'grants', 'sessions', 'policy', 'preauthorizations'],
      leaves: ['registration', 'blocks', 'usage_history'],
    });
    for (const { access, refresh: refreshToken } of [first, second]) {
      await server.refuses(access, 'app-revoked');
      await tokenPage(platform(), access, 'revoked', 'app-revoked');
      await refreshRefused(platform(), app, refreshToken, 'unauthorized_client');
    }
    for (const user of [one, other]) await signInRefused(platform(), app, user, 'unauthorized_client');
    expect((await api.get(path)).body).toMatchObject({ client_name: 'A public app', installed: false });
    expect((await api.get(`${path}/policy`)).body).toMatchObject({ max_approvals_per_user: 5 });
    const users = (await api.get(`${path}/users`)).body['users'] as Rows;
    expect(users.map(({ user_id: id }) => id).sort()).toEqual([one.userId, other.userId].sort());

    await accepted(api.post(`${path}/install`));
    await server.accepts((await signIn(platform(), app, one)).access);
    await refreshRefused(platform(), app, first.refresh);
    expect((await server.call(first.access)).reason).toBe('app-revoked');
  });

  it('P1 an app that is installed for some users is uninstalled for one of them', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public', { installed: false });
    const path = `/apps/${app.clientId}`;
    const [one, other] = [await registerUser(platform()), await registerUser(platform())];
    for (const user of [one, other]) await accepted(api.post(`${path}/install`, { user_id: user.userId }));
    const [ended, kept] = [await signIn(platform(), app, one), await signIn(platform(), app, other)];
    for (const { access } of [ended, kept]) await server.accepts(access);

    await accepted(api.post(`${path}/uninstall`, { user_id: one.userId }));
    await server.refuses(ended.access, 'user-app-revoked');
    await tokenPage(platform(), ended.access, 'revoked', 'user-app-revoked');
    await signInRefused(platform(), app, one, 'unauthorized_client');
    expect((await server.call(kept.access)).status).toBe(200);
    tokensIn(await refresh(platform(), app, kept.refresh));
  });

  it('P2 only preauthorized users and groups: from the next token on, and for existing ones if asked', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public');
    const [ada, grace] = [await registerUser(platform()), await registerUser(platform())];
    const before = await signIn(platform(), app, ada);
    await server.accepts(before.access);

    await changePolicy(platform(), app.clientId, { permitted_users: 'preauthorized_users' });
    await signInRefused(platform(), app, ada, 'access_denied');
    await signInRefused(platform(), app, grace, 'access_denied');
    await refreshRefused(platform(), app, before.refresh, 'unauthorized_client');
    expect((await server.call(before.access)).status).toBe(200);
    const denied = await denialsListed(platform(), app.clientId, 'not-preauthorized');
    expect(denied.map(({ user_id: id }) => id)).toContain(ada.userId);

    const list = `/apps/${app.clientId}/preauthorizations`;
    const put = (path: string, body: object = {}) => accepted(api.call('PUT', path, { body }));
    await put(`${list}/users/${ada.userId}`);
    await put('/groups/finance', { name: 'Finance', add: [grace.userId] });
    await put(`${list}/groups/finance`);
    expect((await api.get(list)).body['preauthorizations']).toEqual([
      { kind: 'group', id: 'finance', name: 'Finance' },
      { kind: 'user', id: ada.userId, name: ada.username },
    ]);
    const renewed = tokensIn(await refresh(platform(), app, before.refresh));
    const ofGroup = await signIn(platform(), app, grace);
    await server.accepts(ofGroup.access);
    await put('/groups/finance', { remove: [grace.userId] });
    await refreshRefused(platform(), app, ofGroup.refresh, 'unauthorized_client');
    await accepted(api.delete(`${list}/users/${ada.userId}`));
    await refreshRefused(platform(), app, renewed.refresh, 'unauthorized_client');
    await server.accepts(renewed.access);

    const changed = await changePolicy(platform(), app.clientId, { apply_to_existing: true });
    expect(changed).toMatchObject({ revocation: { status: 'accepted' } });
    for (const token of [before.access, renewed.access, ofGroup.access])
      await server.refuses(token, 'app-revoked');
    await tokenPage(platform(), ofGroup.access, 'revoked', 'app-revoked');
  });

  it('P3 whoever may not approve apps that aren’t installed is denied, and that is counted', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public', { installed: false });
    const user = await registerUser(platform());
    for (let attempt = 0; attempt < 2; attempt += 1)
      await signInRefused(platform(), app, user, 'unauthorized_client');
    const counted = await until('both attempts are counted', async () => {
      const [row] = await denialsListed(platform(), app.clientId, 'not-installed');
      return row?.['count'] === 2 ? row : null;
    });
    expect(counted).toMatchObject({
      installed: false,
      user_id: user.userId,
      username: user.username,
      where: ['issuer'],
      addresses: ['127.0.0.1'],
    });
    const { body } = await api.get(`/apps/${app.clientId}/denials`);
    expect(body).toMatchObject({ total: 2, by_reason: { 'not-installed': 2, blocked: 0 } });

    const approver = await registerUser(platform(), ['apps:approve-uninstalled']);
    const { access, refresh: refreshToken } = await signIn(platform(), app, approver);
    await server.accepts(access);
    await accepted(
      api.post(`/users/${approver.userId}/permissions/withdraw`, {
        permissions: ['apps:approve-uninstalled'],
      }),
    );
    await refreshRefused(platform(), app, refreshToken, 'unauthorized_client');
  });

  it('P4 a block ends everything of an app and refuses anything new; unblocking revives nothing', async () => {
    const { api } = platform();
    const service = await registerApp(platform());
    const own = await api.clientToken(service.clientId, service.clientSecret);
    const app = await registerSignInApp(platform(), 'public');
    const user = await registerUser(platform());
    const before = await signIn(platform(), app, user);
    const tokens = [own, before.access];
    for (const token of tokens) await server.accepts(token);

    const paths = [service, app].map(({ clientId }) => `/apps/${clientId}`);
    for (const path of paths) await accepted(api.post(`${path}/block`, { reason: 'seen in the wild' }));
    for (const token of tokens) {
      await server.refuses(token, 'app-blocked');
      await tokenPage(platform(), token, 'revoked', 'app-blocked');
    }
    await clientRefused(platform(), service);
    await signInRefused(platform(), app, user, 'unauthorized_client');
    await refreshRefused(platform(), app, before.refresh, 'unauthorized_client');
    for (const path of paths)
      expect((await api.get(path)).body).toMatchObject({ blocked: true, blocked_because: 'blocked' });
    await denialsListed(platform(), app.clientId, 'blocked');

    for (const path of paths) await accepted(api.post(`${path}/unblock`));
    for (const path of paths) expect((await api.get(path)).body).toMatchObject({ blocked: false });
    await until('a new token lives', async () => {
      const token = await api.clientToken(service.clientId, service.clientSecret);
      return (await server.call(token)).status === 200;
    });
    await server.accepts((await signIn(platform(), app, user)).access);
    for (const token of tokens) {
      expect((await server.call(token)).reason).toBe('app-revoked');
      await tokenPage(platform(), token, 'revoked', 'app-revoked');
    }
    await refreshRefused(platform(), app, before.refresh);
  });

  it('P6 the password flow is blocked unless the organisation allows it; so is any flow that it leaves out', async () => {
    const app = await registerApp(platform(), { grant_types: ['password'] });
    const signInApp = await registerSignInApp(platform(), 'public');
    const user = await registerUser(platform());
    const request = () => passwordRequest(app, user.username, user.password);
    const refused = async () => (await request()).body['error'] === 'unauthorized_client';
    expect(await refused()).toBe(true);
    expect(await denialsListed(platform(), app.clientId, 'flow-blocked')).toMatchObject([{ count: 1 }]);
    const held = await signIn(platform(), signInApp, user);
    await server.accepts(held.access);

    await changeSettings(platform(), {
      allowed_grant_types: ['authorization_code', 'client_credentials', 'password'],
    });
    const { body } = await until('the password flow is open', async () => {
      const answer = await request();
      return answer.status === 200 ? answer : null;
    });
    expect(body['refresh_token']).toBeUndefined();
    await refreshRefused(platform(), signInApp, held.refresh, 'unauthorized_client');
    expect((await server.call(held.access)).status).toBe(200);

    await changeSettings(platform(), { allowed_grant_types: ALLOWED_FLOWS });
    await until('the password flow is closed', refused);
    tokensIn(await refresh(platform(), signInApp, held.refresh));
  });

  it('U6 a one-time token is consumed by its first introspection, refused at edges, and not listed', async () => {
    const { api } = platform();
    const metadata = {
      grant_types: ['password', 'authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [REDIRECT_URI],
      scope: 'orders:read',
    };
    const app = await registerApp(platform(), metadata);
    const user = await registerUser(platform());
    await changeSettings(platform(), { allowed_grant_types: [...ALLOWED_FLOWS, 'password'] });
    const once = await until('the password flow is open', async () => {
      const { body } = await passwordRequest(app, user.username, user.password);
      return typeof body['access_token'] === 'string' ? body['access_token'] : null;
    });
    await changeSettings(platform(), { allowed_grant_types: ALLOWED_FLOWS });
    expect((await server.call(once)).reason).toBe('token-malformed');
    const asked = [await isActive(platform(), app, once), await isActive(platform(), app, once)];
    expect(asked).toEqual(['true', 'false']);

    // What was issued later to the same user is listed, and alone.
    const { access } = await signIn(platform(), app, user);
    await server.accepts(access);
    await tokenPage(platform(), access, 'active');
    const listed = (await api.get(`/tokens?client_id=${app.clientId}`)).body['tokens'] as Rows;
    expect(listed.map(({ kind, format }) => `${String(kind)} ${String(format)}`).sort()).toEqual([
      'access JWT',
      'refresh Opaque',
    ]);
    const { body } = await api.get(`/apps/${app.clientId}/users/${user.userId}`);
    expect(body).toMatchObject({ use_count: 1 });
  });

  it('P7 settings and policy of an app are read and changed apart, each by its permission and ETag', async () => {
    const { api } = platform();
    const app = await registerApp(platform(), { scope: 'orders:read' });
    const links = (await api.get(`/apps/${app.clientId}`)).body['links'] as Record<string, string>;
    const [settings = '', policy = ''] = [links['settings'], links['policy']];
    const read = async (path: string) => api.get(path, { token: await api.serviceToken('usage:read') });
    const put = async (path: string, scope: string, tag: string | null, changes: object) => {
      const { body } = await read(path);
      const headers: Record<string, string> = tag === null ? {} : { 'if-match': tag };
      const token = await api.serviceToken(scope);
      return api.call('PUT', path, { body: { ...body, ...changes }, headers, token });
    };
    const tagOf = async (path: string) => (await read(path)).headers.get('etag');
    const [settingsTag, policyTag] = [await tagOf(settings), await tagOf(policy)];
    const shorter = { access_token_lifetime: 600 };
    expect((await put(settings, 'apps:policy', settingsTag, {})).body).toMatchObject({
      scope: 'apps:manage',
    });
    expect((await put(policy, 'apps:manage', policyTag, shorter)).body).toMatchObject({
      scope: 'apps:policy',
    });
    expect((await put(policy, 'apps:policy', null, shorter)).status).toBe(428);

    const both = await Promise.all(
      ['orders:read', 'orders:write'].map((scope) =>
        put(settings, 'apps:manage', settingsTag, { scope, client_name: scope }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([202, 412]);
    const winner = both[0]?.status === 202 ? 'orders:read' : 'orders:write';
    expect((await read(settings)).body).toMatchObject({ scope: winner, client_name: winner });
    expect(await tagOf(policy)).toBe(policyTag);
    expect((await put(policy, 'apps:policy', policyTag, shorter)).status).toBe(202);
    expect((await put(policy, 'apps:policy', policyTag, shorter)).body).toMatchObject({
      code: 'REVISION_MISMATCH',
    });

    const token = await until('a token is as the app is now', async () => {
      const candidate = await api.clientToken(app.clientId, app.clientSecret);
      const { scope, iat = 0, exp = 0 } = decodeJwt(candidate);
      return scope === winner && exp - iat === 600 ? candidate : null;
    });
    await server.accepts(token);
    expect(await tokenPage(platform(), token, 'active')).toMatchObject({
      app_name: winner,
      scopes: [winner],
    });
  });

  it('P8 tokens live as long as the policy says, unused refresh tokens and whole grants too', async () => {
    const user = await registerUser(platform());
    /** An app under such a policy, once it is in force, and tokens of it. */
    const appWith = async (lifetimes: Record<string, number>) => {
      const app = await registerSignInApp(platform(), 'public');
      await changePolicy(platform(), app.clientId, { access_token_lifetime: 2, ...lifetimes });
      const tokens = await until('its tokens are short-lived', async () => {
        const signedIn = await signIn(platform(), app, user);
        const { iat = 0, exp = 0 } = decodeJwt(signedIn.access);
        return exp - iat === 2 ? signedIn : null;
      });
      return { app, tokens, issuedAt: Date.now() };
    };
    const idle = await appWith({ refresh_token_idle: 3 });
    const whole = await appWith({ refresh_token_absolute: 6 });
    const used = tokensIn(await refresh(platform(), whole.app, whole.tokens.refresh));
    await server.refuses(idle.tokens.access, 'expired');
    await tokenPage(platform(), idle.tokens.access, 'expired', 'expired');

    await until('3 s have passed', () => Date.now() - idle.issuedAt >= 3000);
    const afterIdle = await refresh(platform(), idle.app, idle.tokens.refresh);
    await until('6 s have passed', () => Date.now() - whole.issuedAt >= 6000);
    const afterWhole = await refresh(platform(), whole.app, used.refresh);
    expect([afterIdle.body['error'], afterWhole.body['error']]).toEqual(['invalid_grant', 'invalid_grant']);
  });

  it('P8 refresh tokens rotate unless the policy says otherwise', async () => {
    const app = await registerSignInApp(platform(), 'public');
    const first = await signIn(platform(), app, await registerUser(platform()));
    const second = tokensIn(await refresh(platform(), app, first.refresh));
    expect(second.refresh).not.toBe(first.refresh);
    await changePolicy(platform(), app.clientId, { rotate_refresh_tokens: false });
    const kept = await until('it rotates no more', async () => {
      const user = await registerUser(platform());
      const { refresh: token } = await signIn(platform(), app, user);
      return tokensIn(await refresh(platform(), app, token)).refresh === token ? token : null;
    });
    const again = tokensIn(await refresh(platform(), app, kept));
    expect(again.refresh).toBe(kept);
    await server.accepts(again.access);
  });

  it('P8 an app gets tokens only at the addresses that its policy names', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const before = await api.clientToken(app.clientId, app.clientSecret);
    await changePolicy(platform(), app.clientId, { ip_ranges: ['192.0.2.0/24', '2001:db8::/32'] });
    await clientRefused(platform(), app);
    await server.accepts(before);
    const denied = await denialsListed(platform(), app.clientId, 'ip-not-allowed');
    expect(denied).toMatchObject([{ count: 1, addresses: ['127.0.0.1'] }]);
    await changePolicy(platform(), app.clientId, { ip_ranges: ['127.0.0.0/8'] });
    await server.accepts(await api.clientToken(app.clientId, app.clientSecret));
  });

  it('P8 one approval too many of a user ends the oldest', async () => {
    const app = await registerSignInApp(platform(), 'public');
    const user = await registerUser(platform());
    await changePolicy(platform(), app.clientId, { max_approvals_per_user: 2 });
    const oldest = await signIn(platform(), app, user);
    await server.accepts(oldest.access);
    const later = [await signIn(platform(), app, user), await signIn(platform(), app, user)];
    await server.refuses(oldest.access, 'grant-revoked');
    await tokenPage(platform(), oldest.access, 'revoked', 'grant-revoked');
    await refreshRefused(platform(), app, oldest.refresh);
    for (const { access, refresh: refreshToken } of later) {
      await server.accepts(access);
      tokensIn(await refresh(platform(), app, refreshToken));
    }
  });

  it('P5 the operator’s allowlist blocks what isn’t on it, and unblocking says how to get there', async () => {
    const registered = await platform().api.post('/organizations', { org_id: 'tenant', name: 'Tenant' });
    const { issuer, client_id: id, client_secret: secret } = registered.body;
    const service = { id: String(id), secret: String(secret) };
    const api = new ApiClient(platform().url, String(issuer), service);
    const tenant = { ...platform(), issuer: String(issuer), api };
    await until('its issuer serves', async () => (await api.serviceToken()).length > 0);
    const edge = await startResourceServer(tenant);
    try {
      const app = await registerSignInApp(tenant, 'public');
      const user = await registerUser(tenant);
      const before = await signIn(tenant, app, user);
      await edge.accepts(before.access);
      // Its own administration goes on the list first.
      await changePolicy(tenant, service.id, { permitted_users: 'preauthorized_users' });

      const path = '/organizations/tenant/allowlisting';
      const notByItself = await api.call('PUT', path, { body: { enabled: true } });
      expect([notByItself.status, notByItself.body['scope']]).toEqual([403, 'platform:operate']);
      const patched = await api.call('PATCH', '/organization/settings', {
        body: { api_client_allowlisting: true },
        headers: { 'if-match': '*' },
      });
      expect(patched.status).toBe(403);
      const lockedOut = await platform().api.call('PUT', '/organizations/default/allowlisting', {
        body: { enabled: true },
      });
      expect([lockedOut.status, lockedOut.body['code']]).toEqual([409, 'APP_NOT_ALLOWLISTED']);
      const switched = await accepted(platform().api.call('PUT', path, { body: { enabled: true } }));
      expect(switched).toMatchObject({ revoked_apps: 1 });

      await edge.refuses(before.access, 'app-revoked');
      await signInRefused(tenant, app, user, 'unauthorized_client');
      await denialsListed(tenant, app.clientId, 'not-allowlisted');
      const isBlocked = { allowlisted: false, blocked: true, blocked_because: 'not-allowlisted' };
      expect((await api.get(`/apps/${app.clientId}`)).body).toMatchObject(isBlocked);
      const refused = await api.post(`/apps/${app.clientId}/unblock`);
      expect([refused.status, refused.body['code']]).toEqual([409, 'APP_NOT_ALLOWLISTED']);
      expect(refused.body).toMatchObject({
        install: `/apps/${app.clientId}/install`,
        policy: `/apps/${app.clientId}/policy`,
      });

      await accepted(api.post(String(refused.body['install'])));
      await changePolicy(tenant, app.clientId, { permitted_users: 'preauthorized_users' });
      await accepted(
        api.call('PUT', `/apps/${app.clientId}/preauthorizations/users/${user.userId}`, { body: {} }),
      );
      await accepted(api.post(`/apps/${app.clientId}/unblock`));
      expect((await api.get(`/apps/${app.clientId}`)).body).toMatchObject({
        allowlisted: true,
        blocked: false,
      });
      await edge.accepts((await signIn(tenant, app, user)).access);
      expect((await edge.call(before.access)).reason).toBe('app-revoked');
    } finally {
      await edge.close();
    }
  });

  it('P9 all app sessions of the organisation end at the announced time, and what comes after lives', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public');
    const user = await registerUser(platform());
    const before = await signIn(platform(), app, user);
    await server.accepts(before.access);
    const at = new Date(Date.now() + 3000).toISOString();
    await accepted(api.post('/organization/session-end', { at, reason: 'major release' }));
    expect((await api.get('/organization/session-end')).body).toMatchObject({ at, reason: 'major release' });
    expect((await server.call(before.access)).status).toBe(200);

    await until('the edge refuses it', async () => (await server.call(before.access)).status === 401);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
    await refreshRefused(platform(), app, before.refresh);
    api.forget();
    const after = await until('a new token lives', async () => {
      const tokens = await signIn(platform(), app, user);
      return (await server.call(tokens.access)).status === 200 ? tokens : null;
    });
    await tokenPage(platform(), before.access, 'revoked', 'org-revoked');
    await tokenPage(platform(), after.access, 'active');
  });
});
