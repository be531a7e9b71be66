import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { registerApp } from '../platform/actors/apps.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { until } from '../platform/until.js';

inBothModes('an acknowledged revocation', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  it('survives SIGKILL of every process right after the answer, and edges hear of it when they are back', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const token = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(token);

    const answer = await api.post(`/apps/${app.clientId}/block`, {
      reason: 'right before the lights go out',
    });
    await platform().killAll();
    expect(answer.status).toBe(202);

    await platform().startAgain();
    await until('the edge refuses', async () => (await server.call(token)).reason === 'app-blocked', 60_000);
    const page = await until('the page is there', async () => {
      const found = await api.get(`/revocations/${String(answer.body['id'])}`);
      return found.status === 200 ? found.body : null;
    });
    expect(page).toMatchObject({ type: 'AppBlocked', reason: 'right before the lights go out' });
    const denied = await api.tokenRequest(app.clientId, app.clientSecret, {
      grant_type: 'client_credentials',
    });
    expect(denied.body['error']).toBe('unauthorized_client');
  });

  it('stays in force at an edge whose feed is gone; the edge becomes stale and refuses everything by its policy', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const token = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(token);
    await platform().killAll();
    await until('the edge is stale', () => server.validator.status().stale, 60_000);
    expect(await server.call(token)).toEqual({ status: 503, reason: 'stale' });
    await platform().startAgain();
    await until('the edge is fresh again', async () => (await server.call(token)).status === 200, 60_000);
  });
});
