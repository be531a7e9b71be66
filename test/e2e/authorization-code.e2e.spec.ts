import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { refreshRefused, type Rows } from '../platform/pages/app-access.js';
import { registerApp } from '../platform/actors/apps.js';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { until } from '../platform/until.js';
import {
  authorize,
  exchange,
  obtainCode,
  refresh,
  registerSignInApp,
  registerUser,
  type SignInApp,
  signIn,
  tokensIn,
} from '../platform/actors/user-sign-in.js';

inBothModes('signing in with a code', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  /** The id that facts and pages know a refresh token by: what introspection calls `jti`. */
  const idOf = async (app: SignInApp, refreshToken: string): Promise<string> => {
    const { api, issuer } = platform();
    const { body } = await api.form(`${issuer}/token/introspection`, app.clientId, app.clientSecret, {
      token: refreshToken,
    });
    expect(body).toMatchObject({ active: true });
    return String(body['jti']);
  };
  /** A token's row on the page of its app and user. */
  const rowOf = (app: SignInApp, userId: string, tokenId: string) =>
    until('the token is listed', async () => {
      const { body } = await platform().api.get(`/apps/oauth/usage/${app.clientId}/${userId}/tokens`);
      return (body['tokens'] as Rows).find((row) => String(row['revocationUrl']).endsWith(`/${tokenId}`));
    });

  it.each(['public', 'confidential'] as const)(
    'gives a %s app a JWT that a resource server accepts and an opaque refresh token, which rotates',
    async (kind) => {
      const app = await registerSignInApp(platform(), kind);
      expect(app.clientSecret === null).toBe(kind === 'public');
      const user = await registerUser(platform());
      const first = await signIn(platform(), app, user);
      const claims = decodeJwt(first.access);
      expect(claims).toMatchObject({ sub: user.userId, client_id: app.clientId, scope: 'orders:read' });
      expect(claims).toMatchObject({
        grant_id: expect.any(String),
        sid: expect.any(String),
        rpos: expect.any(String),
      });
      expect(first.refresh).not.toContain('.');
      await server.accepts(first.access);

      const second = tokensIn(await refresh(platform(), app, first.refresh));
      expect(second.refresh).not.toBe(first.refresh);
      expect(decodeJwt(second.access)).toMatchObject({
        sub: user.userId,
        grant_id: claims['grant_id'],
        sid: claims['sid'],
      });
      await server.accepts(second.access);
      await server.accepts(first.access);
    },
  );

  it('gives nothing for a code without its verifier', async () => {
    const app = await registerSignInApp(platform(), 'public');
    const { code } = await obtainCode(platform(), app, await registerUser(platform()));
    const { status, body } = await exchange(platform(), app, code, 'x'.repeat(43));
    expect({ status, error: body['error'], token: body['access_token'] }).toEqual({
      status: 400,
      error: 'invalid_grant',
      token: undefined,
    });
  });

  it('shows on the usage pages who uses the app, by name, and on a refresh token’s own page that it was used', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'confidential');
    const user = await registerUser(platform());
    const first = await signIn(platform(), app, user);
    const tokenId = await idOf(app, first.refresh);
    const second = tokensIn(await refresh(platform(), app, first.refresh));
    const secondId = await idOf(app, second.refresh);

    const used = await until('the user is listed with two tokens', async () => {
      const { body } = await api.get(`/apps/oauth/usage/${app.clientId}/users`);
      return (body['users'] as Rows).find((row) => row['useCount'] === 2);
    });
    expect(used).toMatchObject({ userIdentifier: user.userId, username: user.username });
    const row = await rowOf(app, user.userId, secondId);
    expect(row).toMatchObject({
      appIdentifier: app.clientId,
      userIdentifier: user.userId,
      username: user.username,
      useCount: 0,
    });
    // The one that was replaced is no longer active: its own page tells that it was used.
    const replaced = await until('the first use is counted', async () => {
      const { body } = await api.get(`/tokens/${tokenId}`);
      return body['use_count'] === 1 && body;
    });
    expect(replaced).toMatchObject({
      client_id: app.clientId,
      user_id: user.userId,
      status: 'revoked',
      status_reason: 'token-replaced',
    });
  });

  it('ends with a revocation of the user’s tokens: at the edge, and for the refresh token', async () => {
    const app = await registerSignInApp(platform(), 'public');
    const user = await registerUser(platform());
    const before = await signIn(platform(), app, user);
    await server.accepts(before.access);
    expect(
      (await platform().api.post(`/users/${user.userId}/revoke`, { reason: 'left the company' })).status,
    ).toBe(202);
    await server.refuses(before.access, 'user-revoked');
    await refreshRefused(platform(), app, before.refresh);
    await until('who signs in again has tokens that live', async () => {
      const after = await signIn(platform(), app, user);
      return (await server.call(after.access)).status === 200;
    });
  });

  it('ends for one grant when its refresh token is revoked by its revocationUrl; another grant goes on', async () => {
    const app = await registerSignInApp(platform(), 'confidential');
    const user = await registerUser(platform());
    const lost = await signIn(platform(), app, user);
    const kept = await signIn(platform(), app, user);
    expect(decodeJwt(lost.access)['grant_id']).not.toBe(decodeJwt(kept.access)['grant_id']);
    await server.accepts(lost.access);
    const row = await rowOf(app, user.userId, await idOf(app, lost.refresh));
    expect((await platform().api.delete(String(row['revocationUrl']))).status).toBe(204);
    await server.refuses(lost.access, 'grant-revoked');
    await refreshRefused(platform(), app, lost.refresh);
    expect((await server.call(kept.access)).status).toBe(200);
    tokensIn(await refresh(platform(), app, kept.refresh));
  });

  it('ends when a refresh token comes back whose successor was used: that is theft', async () => {
    const app = await registerSignInApp(platform(), 'public');
    const first = await signIn(platform(), app, await registerUser(platform()));
    const second = tokensIn(await refresh(platform(), app, first.refresh));
    const third = tokensIn(await refresh(platform(), app, second.refresh));
    await server.accepts(third.access);
    const stolen = await refresh(platform(), app, first.refresh);
    expect({ status: stolen.status, error: stolen.body['error'] }).toEqual({
      status: 400,
      error: 'invalid_grant',
    });
    await server.refuses(third.access, 'grant-revoked');
    await server.refuses(first.access, 'grant-revoked');
    await refreshRefused(platform(), app, third.refresh);
  });

  it('ends for one JWT that its own app revokes (RFC 7009); another app can’t', async () => {
    const { api, issuer } = platform();
    const app = await registerSignInApp(platform(), 'confidential');
    const stranger = await registerApp(platform());
    const user = await registerUser(platform());
    const [one, other] = [await signIn(platform(), app, user), await signIn(platform(), app, user)];
    await server.accepts(one.access);
    const revoke = (id: string, secret: string | null, token: string) =>
      api.form(`${issuer}/token/revocation`, id, secret, { token });
    expect((await revoke(stranger.clientId, stranger.clientSecret, other.access)).status).toBe(200);
    expect((await revoke(app.clientId, app.clientSecret, one.access)).status).toBe(200);
    await server.refuses(one.access, 'token-revoked');
    // The stranger asked first: had it had an effect, it would have arrived before this one.
    expect((await server.call(other.access)).status).toBe(200);
  });
});

inBothModes('a user’s token at the control API', (platform) => {
  const SCOPE = 'apps:block keys:rotate';

  it('is not given for what the user wasn’t granted, whatever its app asks for', async () => {
    const app = await registerSignInApp(platform(), 'public', { scope: SCOPE });
    const { answer } = await authorize(platform(), app, await registerUser(platform()), SCOPE);
    expect([answer.get('error'), answer.has('code')]).toEqual(['access_denied', false]);
  });

  it('can do nothing any more that was withdrawn from the user, and a refresh doesn’t carry it', async () => {
    const { api } = platform();
    const scope = `orders:read ${SCOPE}`;
    const app = await registerSignInApp(platform(), 'public', { scope });
    const target = await registerApp(platform());
    const admin = await registerUser(platform(), ['apps:block']);
    const { access: token, refresh: refreshToken } = await signIn(platform(), app, admin, scope);
    expect(decodeJwt(token)['scope']).toBe('orders:read apps:block');
    const act = (what: 'block' | 'unblock', by = token) =>
      api.post(`/apps/${target.clientId}/${what}`, {}, { token: by });
    expect((await act('block')).status).toBe(202);

    const withdrawn = await api.post(`/users/${admin.userId}/permissions/withdraw`, {
      permissions: ['apps:block'],
    });
    expect(withdrawn.status).toBe(202);
    const refused = await act('unblock');
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'INSUFFICIENT_SCOPE', scope: 'apps:block' });

    const renewed = await until('a refresh carries less', async () => {
      const { access } = tokensIn(await refresh(platform(), app, refreshToken));
      return decodeJwt(access)['scope'] === 'orders:read' ? access : null;
    });
    expect((await act('unblock', renewed)).status).toBe(403);
  });

  it('can do what an administrator was granted, in their own name, and nothing else', async () => {
    const { api } = platform();
    const app = await registerSignInApp(platform(), 'public', { scope: SCOPE });
    const target = await registerApp(platform());
    const admin = await registerUser(platform(), ['apps:block']);
    const { access: token } = await signIn(platform(), app, admin, SCOPE);

    const blocked = await api.post(
      `/apps/${target.clientId}/block`,
      { reason: 'seen in the wild' },
      { token },
    );
    expect(blocked.status).toBe(202);
    const page = await api.get(String(blocked.headers.get('location')), {
      headers: { 'rescind-position': String(blocked.body['position']) },
    });
    expect(page.body).toMatchObject({
      type: 'AppBlocked',
      subject: target.clientId,
      actor: { kind: 'user', id: admin.userId },
    });

    const rotated = await api.post('/keys/rotate', { mode: 'graceful' }, { token });
    expect({ status: rotated.status, scope: rotated.body['scope'] }).toEqual({
      status: 403,
      scope: 'keys:rotate',
    });
  });

  it('is refused to someone who would hand on what they don’t hold', async () => {
    const { api } = platform();
    const token = await api.serviceToken('users:manage');
    const body = { username: 'too-much', password: 'a long enough password', permissions: ['keys:rotate'] };
    const answer = await api.post('/users', body, { token });
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({
      status: 403,
      code: 'SCOPE_NOT_HELD',
    });
  });
});
