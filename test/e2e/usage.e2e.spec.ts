import { expect, it } from '@jest/globals';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { registerApp } from '../platform/actors/apps.js';
import { startResourceServer } from '../platform/actors/resource-server.js';
import { until } from '../platform/until.js';

type Rows = Record<string, unknown>[];

inBothModes('the usage resources', (platform) => {
  it('show an app, its user and its tokens, and counts are exact', async () => {
    const { api } = platform();
    const app = await registerApp(platform(), { client_name: 'Usage app' });
    for (let i = 0; i < 3; i += 1) await api.clientToken(app.clientId, app.clientSecret);

    const listed = await until('the app is listed', async () => {
      const { body } = await api.get('/apps/oauth/usage?pageSize=200');
      return (body['apps'] as Rows).find((row) => row['identifier'] === app.clientId);
    });
    expect(listed).toMatchObject({ developerName: 'Usage app' });

    const user = await until('its user is listed with three uses', async () => {
      const { body } = await api.get(`/apps/oauth/usage/${app.clientId}/users`);
      return (body['users'] as Rows).find((row) => row['useCount'] === 3);
    });
    expect(user['userIdentifier']).toBe(app.clientId);

    const { body } = await api.get(`/apps/oauth/usage/${app.clientId}/${app.clientId}/tokens`);
    expect(body['tokens']).toHaveLength(3);
    expect((body['tokens'] as Rows)[0]).toMatchObject({
      accessTokenFormat: 'JWT',
      appIdentifier: app.clientId,
      userIdentifier: app.clientId,
    });
  });

  it('count the calls that edges see apart from the tokens issued', async () => {
    const { api } = platform();
    const server = await startResourceServer(platform());
    try {
      const app = await registerApp(platform());
      const token = await api.clientToken(app.clientId, app.clientSecret);
      await server.accepts(token);
      for (let i = 0; i < 4; i += 1) expect((await server.call(token)).status).toBe(200);
      await until('five calls are counted, one token', async () => {
        const { body } = await api.get(`/apps/oauth/usage/${app.clientId}/users`);
        return (body['users'] as Rows).some((row) => row['callCount'] === 5 && row['useCount'] === 1);
      });
    } finally {
      await server.close();
    }
  });

  it('revoke one token by its revocationUrl, a user’s tokens, an app’s tokens: 204 each', async () => {
    const { api } = platform();
    const server = await startResourceServer(platform());
    try {
      const app = await registerApp(platform());
      const first = await api.clientToken(app.clientId, app.clientSecret);
      await server.accepts(first);
      const token = await until('the token is listed', async () => {
        const { body } = await api.get(`/apps/oauth/usage/${app.clientId}/${app.clientId}/tokens`);
        return (body['tokens'] as Rows)[0];
      });
      expect((await api.delete(String(token['revocationUrl']))).status).toBe(204);
      await until('it is refused', async () => (await server.call(first)).reason === 'token-revoked');

      const second = await api.clientToken(app.clientId, app.clientSecret);
      await until('the second is accepted', async () => (await server.call(second)).status === 200);
      expect((await api.delete(`/apps/oauth/usage/${app.clientId}/${app.clientId}/tokens`)).status).toBe(204);
      await until('it is refused', async () => (await server.call(second)).reason === 'user-app-revoked');

      const third = await until('a third that is accepted', async () => {
        const candidate = await api.clientToken(app.clientId, app.clientSecret);
        return (await server.call(candidate)).status === 200 ? candidate : null;
      });
      expect((await api.delete(`/apps/oauth/usage/${app.clientId}/tokens`)).status).toBe(204);
      await until('it is refused', async () => (await server.call(third)).status === 401);
    } finally {
      await server.close();
    }
  });

  it('answer an empty page past the end', async () => {
    const { body, status } = await platform().api.get('/apps/oauth/usage?page=999');
    expect(status).toBe(200);
    expect(body['apps']).toEqual([]);
    expect(body['nextPageUrl']).toBeUndefined();
  });

  it('never take the token route for an app called “tokens”', async () => {
    const answer = await platform().api.delete('/apps/oauth/usage/tokens/tokens');
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({
      status: 404,
      code: 'TOKEN_NOT_FOUND',
    });
  });
});
