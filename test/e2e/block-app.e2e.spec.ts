import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { registerApp } from '../platform/actors/apps.js';
import { until } from '../platform/until.js';

inBothModes('blocking an app', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  it('ends what the app holds, refuses new tokens, and unblocking revives nothing', async () => {
    const { api } = platform();
    const app = await registerApp(platform(), { scope: 'orders:read' });
    const before = await api.clientToken(app.clientId, app.clientSecret);
    expect((await server.call(before)).status).toBe(200);

    const blocked = await api.post(`/apps/${app.clientId}/block`, { reason: 'leaked secret' });
    expect(blocked.status).toBe(202);
    expect(blocked.headers.get('location')).toBe(`/revocations/${String(blocked.body['id'])}`);
    expect(blocked.headers.get('rescind-position')).toBe(blocked.body['position']);

    await until('the edge refuses', async () => (await server.call(before)).status === 401);
    expect((await server.call(before)).reason).toBe('app-blocked');
    const denied = await api.tokenRequest(app.clientId, app.clientSecret, {
      grant_type: 'client_credentials',
    });
    expect(denied.status).toBe(400);
    expect(denied.body['error']).toBe('unauthorized_client');

    expect((await api.post(`/apps/${app.clientId}/unblock`)).status).toBe(202);
    const after = await until('a new token', async () => {
      const answer = await api.tokenRequest(app.clientId, app.clientSecret, {
        grant_type: 'client_credentials',
      });
      return answer.status === 200 ? String(answer.body['access_token']) : null;
    });
    await until('the new token is accepted', async () => (await server.call(after)).status === 200);
    const old = await server.call(before);
    expect(old).toEqual({ status: 401, reason: 'app-revoked' });
  });

  it('does nothing when the app is blocked already, and answers so', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    expect((await api.post(`/apps/${app.clientId}/block`)).body['status']).toBe('accepted');
    const again = await api.post(`/apps/${app.clientId}/block`);
    expect(again.status).toBe(202);
    expect(again.body['status']).toBe('nothing-happened');
  });

  it('tells how far a block has come, measured by receipts', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const blocked = await api.post(`/apps/${app.clientId}/block`);
    const page = await until('every edge applies it', async () => {
      const answer = await api.get(`/revocations/${String(blocked.body['id'])}/propagation`);
      return answer.body['complete'] === true ? answer.body : null;
    });
    expect(page).toMatchObject({ edges: { laggards: [] }, latencyMs: { max: expect.any(Number) } });
  });
});
