import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiClient } from '../../platform/api/api-client.js';
import {
  accepted,
  changePolicy,
  clientRefused,
  denialsListed,
  refreshRefused,
  type Rows,
  signInRefused,
  tokenPage,
} from '../../platform/pages/app-access.js';
import { registerApp } from '../../platform/actors/apps.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  refresh,
  registerSignInApp,
  registerUser,
  signIn,
  tokensIn,
} from '../../platform/actors/user-sign-in.js';

inBothModes('who may use an app', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

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
});
