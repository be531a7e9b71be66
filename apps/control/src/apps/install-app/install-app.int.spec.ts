import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessToken, registerOrg } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

let control: ControlUnderTest;
let ann: string;
let ben: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
  [ann, ben] = [await newUser('ann'), await newUser('ben')];
});
afterAll(async () => {
  await control.close();
});

async function newUser(username: string): Promise<string> {
  const permissions = ['usage:read'];
  const { body } = await control.post('/users', { username, password: 'long enough password', permissions });
  return String(body['user_id']);
}
async function uninstalled(): Promise<string> {
  const { body } = await control.post('/apps', { client_name: 'Mail', installed: false });
  return String(body['client_id']);
}
const install = (id: string, body: object = {}) => control.post(`/apps/${id}/install`, body);
const uninstall = (id: string, body: object = {}) => control.post(`/apps/${id}/uninstall`, body);
const isInstalled = async (id: string) => (await control.call(`/apps/${id}`)).body['installed'];
const tokenOf = (clientId: string, sub: string) =>
  accessToken(control.process.runtime, { clientId, sub, scope: 'usage:read' });
/** Calls with a token of the app. */
const statusWith = async (id: string, token: string) =>
  (await fetch(`${control.url}/apps/${id}`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('an app', () => {
  it('is installed when it is registered, unless it says otherwise', async () => {
    const usual = await control.post('/apps', { client_name: 'Mail' });
    expect([usual.status, usual.body['installed']]).toEqual([201, true]);
    expect(await isInstalled(String(usual.body['client_id']))).toBe(true);
    const later = await control.post('/apps', { client_name: 'Mail', installed: false });
    expect([later.status, later.body['installed']]).toEqual([201, false]);
    expect(await isInstalled(String(later.body['client_id']))).toBe(false);
    const { fact } = (await writtenDecisions(control.deployment.storage.log)).at(-1) ?? {};
    expect(fact?.data).toMatchObject({ installed: false });
    expect(JSON.stringify(fact)).not.toContain('"metadata":{"installed"');
    expect((await control.post('/apps', { installed: 'no' })).status).toBe(400);
  });

  it('is installed for everybody once', async () => {
    const id = await uninstalled();
    const first = await install(id, { reason: 'wanted' });
    expect([first.status, first.body['status']]).toEqual([202, 'accepted']);
    expect(await isInstalled(id)).toBe(true);
    const again = await install(id);
    expect([again.status, again.body['status'], again.body['id']]).toEqual([202, 'nothing-happened', null]);
    const { fact, actor } = (await writtenDecisions(control.deployment.storage.log)).at(-1) ?? {};
    expect(fact).toEqual({ type: 'AppInstalled', data: { clientId: id, reason: 'wanted' } });
    expect(actor).toEqual({ kind: 'client', id: 'service' });
  });

  it('is installed for one user without being so for the others', async () => {
    const id = await uninstalled();
    expect((await install(id, { user_id: ann })).body['status']).toBe('accepted');
    expect((await install(id, { user_id: ann })).body['status']).toBe('nothing-happened');
    expect(await isInstalled(id)).toBe(false);
    expect([...(control.org.apps.get(id)?.installedFor ?? [])]).toEqual([ann]);
  });
});

describe('uninstalling an app', () => {
  it('ends what it holds, its policy and its preauthorizations, and says so', async () => {
    const id = await control.newApp();
    await control.call(`/apps/${id}/preauthorizations/users/${ann}`, { method: 'PUT', body: {} });
    const policy = (await control.call(`/apps/${id}/policy`)).body;
    const changed = { ...policy, permitted_users: 'preauthorized_users' };
    const headers = { 'if-match': '*' };
    await control.call(`/apps/${id}/policy`, { method: 'PUT', body: changed, headers });
    const tokens = [await tokenOf(id, ann), await tokenOf(id, ben), await tokenOf(id, id)];
    for (const token of tokens) expect(await statusWith(id, token)).toBe(200);
    const answer = await uninstall(id, { reason: 'gone' });
    expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
    expect(answer.body).toMatchObject({
      ends: ['access_tokens', 'refresh_tokens', 'grants', 'sessions', 'policy', 'preauthorizations'],
      leaves: ['registration', 'blocks', 'usage_history'],
      effects: [
        { effect: 'notBefore', of: { scope: 'app', app: id }, kinds: ['access', 'refresh', 'session'] },
      ],
    });
    expect(answer.headers.get('location')).toBe(`/revocations/${String(answer.body['id'])}`);
    expect((await control.call(`/apps/${id}`)).body).toMatchObject({
      installed: false,
      permitted_users: 'all_users',
      grant_types: ['client_credentials'],
    });
    expect((await control.call(`/apps/${id}/policy`)).body).toEqual(policy);
    expect((await control.call(`/apps/${id}/preauthorizations`)).body).toEqual({ preauthorizations: [] });
    for (const token of tokens) expect(await statusWith(id, token)).toBe(401);
    await install(id);
    for (const token of tokens) expect(await statusWith(id, token)).toBe(401);
    expect(await statusWith(id, await tokenOf(id, ann))).toBe(200);
  });

  it('leaves it blocked', async () => {
    const id = await control.newApp();
    await control.post(`/apps/${id}/block`);
    const before = (await control.call(`/apps/${id}`)).body['block_ids'];
    await uninstall(id);
    expect((await control.call(`/apps/${id}`)).body).toMatchObject({ blocked: true, block_ids: before });
  });

  it('for one user ends what that user holds of it, and leaves the rest', async () => {
    const id = await control.newApp();
    await install(id, { user_id: ann });
    await control.call(`/apps/${id}/preauthorizations/users/${ann}`, { method: 'PUT', body: {} });
    const [hers, his] = [await tokenOf(id, ann), await tokenOf(id, ben)];
    const answer = await uninstall(id, { user_id: ann });
    expect(answer.body).toMatchObject({
      status: 'accepted',
      ends: ['access_tokens', 'refresh_tokens', 'grants', 'sessions'],
      leaves: ['policy', 'preauthorizations', 'registration', 'blocks', 'usage_history'],
      effects: [{ effect: 'notBefore', of: { scope: 'user-app', user: ann, app: id } }],
    });
    expect([await statusWith(id, hers), await statusWith(id, his)]).toEqual([401, 200]);
    expect(await isInstalled(id)).toBe(true);
    const { body } = await control.call(`/apps/${id}/preauthorizations`);
    expect(body['preauthorizations']).toHaveLength(1);
  });

  it('that is not installed ends nothing', async () => {
    const id = await uninstalled();
    for (const body of [{}, { user_id: ann }]) {
      const answer = await uninstall(id, body);
      expect([answer.status, answer.body['status'], answer.body['ends'], answer.body['effects']]).toEqual([
        202,
        'nothing-happened',
        [],
        [],
      ]);
    }
  });

  it('is repeated by its Idempotency-Key without another fact', async () => {
    const id = await control.newApp();
    const headers = { 'idempotency-key': `uninstall-${id}` };
    const [first, again] = [
      await control.post(`/apps/${id}/uninstall`, {}, { headers }),
      await control.post(`/apps/${id}/uninstall`, {}, { headers }),
    ];
    expect([again.status, again.body['id']]).toEqual([202, first.body['id']]);
    expect(again.body['ends']).toEqual(first.body['ends']);
  });
});

it.each(['install', 'uninstall'])(
  '%s refuses what is not known, here or to the organisation',
  async (act) => {
    const id = await control.newApp();
    const path = `/apps/${id}/${act}`;
    for (const [answer, status, code] of [
      [await control.post(`/apps/unknown/${act}`), 404, 'APP_NOT_FOUND'],
      [await control.post(path, {}, { token: { orgId: 'other' } }), 404, 'APP_NOT_FOUND'],
      [await control.post(path, { user_id: 'nobody' }), 404, 'USER_NOT_FOUND'],
      [await control.post(path, { userId: ann }), 400, 'INVALID_REQUEST'],
      [await control.post(path, { user_id: 7 }), 400, 'INVALID_REQUEST'],
    ] as const) {
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
    }
  },
);
