import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { registerApp } from '../platform/actors/apps.js';
import { until } from '../platform/until.js';

inBothModes('revoking', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  it('one token by its jti leaves the others alone', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const one = await api.clientToken(app.clientId, app.clientSecret);
    const other = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(one);
    const answer = await api.post('/tokens/revoke', { jti: decodeJwt(one).jti, reason: 'found in a log' });
    expect(answer.status).toBe(202);
    await server.refuses(one, 'token-revoked');
    await server.accepts(other);
  });

  it('a token that the platform never saw is accepted as a command, by its id alone', async () => {
    const answer = await platform().api.post('/tokens/revoke', {
      jti: 'never-issued-here',
      iss: 'https://elsewhere.example',
    });
    expect(answer.status).toBe(202);
    expect(answer.body['status']).toBe('accepted');
  });

  it.each([
    ['an app’s tokens', (clientId: string) => `/apps/${clientId}/revoke`, 'app-revoked'],
    ['a user’s tokens', (clientId: string) => `/users/${clientId}/revoke`, 'user-revoked'],
    [
      'a user’s tokens of an app',
      (clientId: string) => `/users/${clientId}/apps/${clientId}/revoke`,
      'user-app-revoked',
    ],
  ])('%s covers what was issued before, and nothing that comes after', async (_name, path, reason) => {
    const { api } = platform();
    const app = await registerApp(platform());
    const before = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(before);
    const answer = await api.post(path(app.clientId), { covers: ['access', 'refresh'] });
    expect(answer.status).toBe(202);
    expect(answer.body['covers']).toEqual(['access', 'refresh']);
    await server.refuses(before, reason);
    await until('a token that lives', async () => {
      const after = await api.clientToken(app.clientId, app.clientSecret);
      return (await server.call(after)).status === 200;
    });
  });

  it('is answered twice with one effect when the Idempotency-Key is the same', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const headers = { 'idempotency-key': `retry-${app.clientId}` };
    const first = await api.post(`/apps/${app.clientId}/revoke`, {}, { headers });
    const again = await api.post(`/apps/${app.clientId}/revoke`, {}, { headers });
    expect(again.status).toBe(202);
    expect(again.body['id']).toBe(first.body['id']);
    expect(again.body['position']).toBe(first.body['position']);
    const other = await api.post(`/apps/${app.clientId}/revoke`, { reason: 'another request' }, { headers });
    expect(other.status).toBe(422);
    expect(other.body['code']).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('has a page with who, why, when, what it covered', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const answer = await api.post(`/apps/${app.clientId}/revoke`, { reason: 'offboarding' });
    const page = await api.get(answer.headers.get('location') ?? '', {
      headers: { 'rescind-position': String(answer.body['position']) },
    });
    expect(page.status).toBe(200);
    expect(page.body).toMatchObject({
      id: answer.body['id'],
      type: 'AppTokensRevoked',
      subject: app.clientId,
      reason: 'offboarding',
      actor: { kind: 'client', id: 'test-service' },
    });
  });

  it('the keys refuses every JWT so far; graceful rotation refuses none', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const before = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(before);
    const graceful = await api.post('/keys/rotate', { mode: 'graceful' });
    expect(graceful.status).toBe(202);
    const kid = (token: string): string | undefined => decodeProtectedHeader(token).kid;
    const newer = await until('a token by the new key', async () => {
      const token = await api.clientToken(app.clientId, app.clientSecret);
      return kid(token) === kid(before) ? null : token;
    });
    await server.accepts(newer);
    await server.accepts(before);

    expect((await api.confirm('/keys/rotate', { mode: 'revoke', reason: 'the key leaked' })).status).toBe(
      202,
    );
    await server.refuses(before, 'key-revoked');
    await server.refuses(newer, 'key-revoked');
    api.forget();
    await until('a token that lives', async () => {
      const after = await api.clientToken(app.clientId, app.clientSecret);
      return (await server.call(after)).status === 200;
    });
  });

  it('everything of the organisation ends its tokens, the administrator’s as well', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const before = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(before);
    expect((await api.confirm('/organization/revoke', { covers: ['access'] })).status).toBe(202);
    await server.refuses(before, 'org-revoked');
    await until(
      'the administrator’s token is refused',
      async () => (await api.get('/revocations')).status === 401,
    );
    api.forget();
    await until('a new one works', async () => {
      api.forget();
      return (await api.get('/revocations')).status === 200;
    });
  });
});
