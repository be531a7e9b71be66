import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ORG } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

const allowlisting = (enabled: boolean) =>
  control.call(`/organizations/${ORG}/allowlisting`, { method: 'PUT', body: { enabled } });
const detail = async (id: string) => (await control.call(`/apps/${id}`)).body;
async function permitPreauthorized(path: string): Promise<void> {
  const { body } = await control.call(path);
  const policy = { ...body, permitted_users: 'preauthorized_users' };
  await control.call(path, { method: 'PUT', body: policy, headers: { 'if-match': '*' } });
}

describe('an app’s detail', () => {
  it('says by what it is blocked, and where its settings, policy and preauthorizations are', async () => {
    const id = await control.newApp();
    expect(await detail(id)).toMatchObject({
      installed: true,
      allowlisted: true,
      blocked: false,
      blocked_because: null,
      block_ids: [],
      permitted_users: 'all_users',
    });
    await control.post(`/apps/${id}/block`);
    const blocked = await detail(id);
    expect(blocked).toMatchObject({ blocked: true, blocked_because: 'blocked', allowlisted: true });
    expect(blocked['block_ids']).toHaveLength(1);
    const links = Object.values(blocked['links'] as Record<string, string>);
    expect(links).toHaveLength(3);
    for (const link of links) expect((await control.call(link)).status).toBe(200);
    await control.post(`/apps/${id}/unblock`);
    expect(await detail(id)).toMatchObject({ blocked: false, block_ids: [] });
  });
});

describe('unblocking an app', () => {
  it('that is not on the allowlist tells the way onto it, which works', async () => {
    const { body } = await control.post('/apps', { client_name: 'Mail', installed: false });
    const id = String(body['client_id']);
    await allowlisting(true);
    await control.post(`/apps/${id}/block`);
    const refused = await control.post(`/apps/${id}/unblock`);
    expect([refused.status, refused.body['code']]).toEqual([409, 'APP_NOT_ALLOWLISTED']);
    expect(refused.body).toMatchObject({ install: `/apps/${id}/install`, policy: `/apps/${id}/policy` });
    expect(refused.body['detail']).toMatch(/install it.*preauthorized_users/s);
    await control.post(String(refused.body['install']));
    expect((await control.post(`/apps/${id}/unblock`)).status).toBe(409);
    expect(await detail(id)).toMatchObject({ allowlisted: false, blocked_because: 'blocked' });
    await permitPreauthorized(String(refused.body['policy']));
    expect(await detail(id)).toMatchObject({ allowlisted: true, blocked_because: 'blocked' });
    expect((await control.post(`/apps/${id}/unblock`)).body['status']).toBe('accepted');
    expect(await detail(id)).toMatchObject({ blocked: false, blocked_because: null });
    await allowlisting(false);
  });

  it('that only the allowlist keeps out is refused as well, and its detail says why', async () => {
    const id = await control.newApp();
    await allowlisting(true);
    expect(await detail(id)).toMatchObject({
      allowlisted: false,
      blocked: true,
      blocked_because: 'not-allowlisted',
      block_ids: [],
    });
    expect((await control.post(`/apps/${id}/unblock`)).body['code']).toBe('APP_NOT_ALLOWLISTED');
    await allowlisting(false);
    expect(await detail(id)).toMatchObject({ allowlisted: true, blocked: false });
    expect((await control.post(`/apps/${id}/unblock`)).body['status']).toBe('nothing-happened');
  });

  it('that is not known is 404', async () => {
    const answer = await control.post('/apps/unknown/unblock');
    expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
  });
});
