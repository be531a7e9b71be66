import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  accepted,
  changePolicy,
  changeSettings,
  clientRefused,
  denialsListed,
  refreshRefused,
  type Rows,
  tokenPage,
} from '../../platform/pages/app-access.js';
import { registerApp, type TestApp } from '../../platform/actors/apps.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { isActive } from '../../platform/actors/introspection-watch.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  refresh,
  REDIRECT_URI,
  registerSignInApp,
  registerUser,
  signIn,
  tokensIn,
} from '../../platform/actors/user-sign-in.js';

const ALLOWED_FLOWS = ['authorization_code', 'client_credentials', 'refresh_token'];

inBothModes('flows, settings and lifetimes', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  const passwordRequest = ({ clientId, clientSecret }: TestApp, username: string, password: string) =>
    platform().api.tokenRequest(clientId, clientSecret, { grant_type: 'password', username, password });

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
