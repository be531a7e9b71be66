import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { registerApp } from '../platform/actors/apps.js';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { until } from '../platform/until.js';

const AHEAD_MS = 10_000;

inBothModes('P9: the end of all app sessions at a set time', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  it('is announced, survives SIGKILL of every process, and comes once, at its time', async () => {
    const { api } = platform();
    const { clientId, clientSecret } = await registerApp(platform());
    const before = await api.clientToken(clientId, clientSecret);
    await server.accepts(before);

    const at = new Date(Date.now() + AHEAD_MS).toISOString();
    const announced = await api.post('/organization/session-end', { at, reason: 'major release' });
    expect(announced.status).toBe(202);
    expect((await api.get('/organization/session-end')).body).toMatchObject({ at, reason: 'major release' });
    await platform().killAll();
    expect(Date.now()).toBeLessThan(Date.parse(at));
    await platform().startAgain();

    const refused = async () => (await server.call(before)).status === 401;
    await until('the edge refuses what was issued before', refused, 60_000);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
    api.forget();
    const after = await api.clientToken(clientId, clientSecret);
    await server.accepts(after);
    expect((await api.get('/organization/session-end')).status).toBe(404);

    const revocations = await until('the page of the revocation is there', async () => {
      const { body } = await api.get('/revocations');
      const listed = body['revocations'] as Record<string, unknown>[];
      return listed.length > 0 ? listed : null;
    });
    expect(revocations).toHaveLength(1);
    expect(revocations[0]).toMatchObject({
      type: 'OrgTokensRevoked',
      reason: 'major release',
      actor: { kind: 'system', id: 'session-end' },
      covers: ['access', 'refresh', 'session'],
    });
  });
});
