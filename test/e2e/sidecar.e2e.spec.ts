import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerApp } from '../platform/actors/apps.js';
import { type Platform, startEmbeddedPlatform } from '../platform/processes/platform.js';
import { until } from '../platform/until.js';

describe('the sidecar’s verdict in the standalone process', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startEmbeddedPlatform();
  });
  afterAll(() => platform.close());

  it('is 200 for a token in force, 401 with a challenge and a reason once its app is blocked', async () => {
    const { api } = platform;
    const app = await registerApp(platform);
    const token = await api.clientToken(app.clientId, app.clientSecret);
    const verdict = () => api.get('/edge/verdict', { token });
    const allowed = await until('the sidecar accepts', async () => {
      const answer = await verdict();
      return answer.status === 200 ? answer : null;
    });
    expect(allowed.headers.get('rescind-client-id')).toBe(app.clientId);
    await api.post(`/apps/${app.clientId}/block`);
    const refused = await until('the sidecar refuses', async () => {
      const answer = await verdict();
      return answer.status === 401 ? answer : null;
    });
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    expect(refused.headers.get('rescind-reason')).toBe('app-blocked');
  });

  it('is 401 without a token', async () => {
    const answer = await platform.api.get('/edge/verdict', { token: null });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('stays the same after a restart: what was revoked is revoked, what was issued is listed', async () => {
    const { api } = platform;
    const app = await registerApp(platform);
    const token = await api.clientToken(app.clientId, app.clientSecret);
    await api.post(`/apps/${app.clientId}/block`);
    const exitCode = await platform.processes.get('standalone')?.stop();
    expect(exitCode).toBe(0);
    await platform.startAgain();
    await until(
      'the sidecar refuses',
      async () => (await api.get('/edge/verdict', { token })).headers.get('rescind-reason') === 'app-blocked',
    );
  });
});
