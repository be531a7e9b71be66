import { beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type Answer, ApiClient } from '../platform/api/api-client.js';
import { registerApp } from '../platform/actors/apps.js';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { until } from '../platform/until.js';

inBothModes('two organisations', (platform) => {
  let other: ApiClient;
  beforeAll(async () => {
    const answer = await platform().api.post('/organizations', { org_id: 'acme', name: 'Acme' });
    expect(answer.status).toBe(201);
    const { issuer, client_id: id, client_secret: secret } = answer.body;
    other = new ApiClient(platform().url, String(issuer), { id: String(id), secret: String(secret) });
    await until('the new organisation’s issuer serves', async () => (await other.serviceToken()).length > 0);
  });

  const expectNotThere = (answer: Answer, code: string): void => {
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 404, code });
  };

  it('each have an issuer of their own', async () => {
    expect(decodeJwt(await other.serviceToken()).iss).toBe(`${platform().url}/o/acme`);
  });

  it('don’t see each other’s apps, revocations and tokens: the same 404 as for what isn’t there', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const token = await api.clientToken(app.clientId, app.clientSecret);
    const revoked = await api.post(`/apps/${app.clientId}/revoke`);
    const id = String(revoked.body['id']);
    await until(
      'the page is there for its own',
      async () => (await api.get(`/revocations/${id}`)).status === 200,
    );

    expectNotThere(await other.post(`/apps/${app.clientId}/block`), 'APP_NOT_FOUND');
    expectNotThere(await other.post(`/apps/${app.clientId}/revoke`), 'APP_NOT_FOUND');
    expectNotThere(await other.get(`/apps/${app.clientId}`), 'APP_NOT_FOUND');
    expectNotThere(await other.get(`/apps/oauth/usage/${app.clientId}/users`), 'APP_NOT_FOUND');
    expectNotThere(
      await other.delete(`/apps/oauth/usage/tokens/${String(decodeJwt(token).jti)}`),
      'TOKEN_NOT_FOUND',
    );
    expectNotThere(await other.get(`/revocations/${id}`), 'REVOCATION_NOT_FOUND');
    expectNotThere(await other.get(`/revocations/${id}/propagation`), 'REVOCATION_NOT_FOUND');
    expect((await other.get('/apps/oauth/usage')).text).not.toContain(app.clientId);
  });

  it('a position of one means nothing to the other', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const { body } = await api.post(`/apps/${app.clientId}/revoke`);
    const answer = await other.get('/revocations', {
      headers: { 'rescind-position': String(body['position']) },
    });
    expect(answer.body['code']).toBe('BAD_POSITION');
  });

  it('revoking everything of one leaves the other alone', async () => {
    expect((await other.confirm('/organization/revoke', { covers: ['access'] })).status).toBe(202);
    await until('its own token is refused', async () => (await other.get('/revocations')).status === 401);
    expect((await platform().api.get('/revocations')).status).toBe(200);
  });

  it('only the platform’s operator registers organisations', async () => {
    other.forget();
    const answer = await until('a token that lives', async () => {
      other.forget();
      const attempt = await other.post('/organizations', { org_id: 'evil', name: 'Evil' });
      return attempt.status === 401 ? null : attempt;
    });
    expect({ status: answer.status, scope: answer.body['scope'] }).toEqual({
      status: 403,
      scope: 'platform:operate',
    });
  });

  it('an organisation that is there already: 409', async () => {
    const answer = await platform().api.post('/organizations', { org_id: 'acme', name: 'Acme again' });
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({
      status: 409,
      code: 'ORG_ALREADY_REGISTERED',
    });
  });
});
