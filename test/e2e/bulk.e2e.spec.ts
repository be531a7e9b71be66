import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { registerApp } from '../platform/actors/apps.js';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';

inBothModes('a bulk revocation', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  it('of a thousand items is one command, which a retry repeats in nothing', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const token = await api.clientToken(app.clientId, app.clientSecret);
    await server.accepts(token);
    const users = Array.from({ length: 998 }, (_, index) => ({ user_id: `user-${String(index)}` }));
    const items = [{ client_id: 'nobody' }, ...users, { client_id: app.clientId }];
    const headers = { 'idempotency-key': `thousand-${app.clientId}` };
    const first = await api.post('/revocations', { items, reason: 'breach' }, { headers });
    expect(first.status).toBe(202);
    const outcomes = first.body['outcomes'] as { status: string; location?: string }[];
    expect(outcomes.map(({ status }) => status)).toEqual([
      'refused',
      ...items.slice(1).map(() => 'accepted'),
    ]);
    await server.refuses(token, 'app-revoked');
    const again = await api.post('/revocations', { items, reason: 'breach' }, { headers });
    expect([again.status, again.body['outcomes'], again.body['position']]).toEqual([
      202,
      outcomes,
      first.body['position'],
    ]);
    const page = await api.get(outcomes.at(-1)?.location ?? '', {
      headers: { 'rescind-position': String(first.body['position']) },
    });
    expect(page.body).toMatchObject({ type: 'AppTokensRevoked', reason: 'breach' });
  });
});
