import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APP_MODEL } from '#domain';
import { recordedUsage, usageDenied } from '#domain/testing';
import { ORG, registerOrg } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';

let control: ControlUnderTest;
let id: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
});
afterAll(async () => {
  await control.close();
});

const METADATA = {
  client_name: 'Mail',
  client_uri: 'https://mail.example',
  redirect_uris: ['https://mail.example/cb'],
  grant_types: ['authorization_code', 'refresh_token'],
  scope: 'openid mail:read',
};
const address = (app: string, org = ORG) => `/apps/install?app_id=${app}&app_org_id=${org}`;

async function register(): Promise<string> {
  return String((await control.post('/apps', { ...METADATA, installed: false })).body['client_id']);
}

describe('the address at which an installation is approved', () => {
  it('says what an administrator needs to decide, and installs', async () => {
    id = await register();
    const shown = await control.call(address(id));
    expect([shown.status, shown.body]).toEqual([
      200,
      {
        client_id: id,
        client_name: 'Mail',
        client_uri: 'https://mail.example',
        scopes: ['openid', 'mail:read'],
        redirect_uris: ['https://mail.example/cb'],
        grant_types: ['authorization_code', 'refresh_token'],
        installed: false,
        blocked: false,
        denied_attempts: { total: 0, not_installed: 0, last_at: null },
        install: { method: 'POST', path: address(id) },
      },
    ]);
    const { path } = shown.body['install'] as { path: string };
    const installed = await control.post(path, { reason: 'approved' });
    expect([installed.status, installed.body['status']]).toEqual([202, 'accepted']);
    expect((await control.call(address(id))).body['installed']).toBe(true);
    expect((await control.post(path)).body['status']).toBe('nothing-happened');
  });

  it('says how often the app was denied so far, and when last', async () => {
    const app = await register();
    const lastAt = '2026-03-04T05:06:07.000Z';
    const facts = [
      usageDenied({ clientId: app, reason: 'not-installed', count: 3, firstAt: lastAt, lastAt }),
      usageDenied({ clientId: app, reason: 'ip-not-allowed', count: 2, firstAt: lastAt, lastAt }),
    ];
    const denials = facts.map((fact, offset) => recordedUsage(fact, { orgId: ORG, offset }));
    const doc = denials.reduce<ReturnType<typeof APP_MODEL.apply>>(
      (seen, denial) => APP_MODEL.apply(seen, denial, ''),
      null,
    );
    const [key = ''] = denials[0] === undefined ? [] : APP_MODEL.keys(denials[0]);
    if (doc !== null)
      await control.deployment.storage.readModels.write(APP_MODEL.collection, [
        { id: key, expected: null, positions: {}, doc },
      ]);
    expect((await control.call(address(app))).body['denied_attempts']).toEqual({
      total: 5,
      not_installed: 3,
      last_at: lastAt,
    });
  });

  it('says that the app is blocked', async () => {
    const app = await register();
    await control.post(`/apps/${app}/block`);
    expect((await control.call(address(app))).body['blocked']).toBe(true);
  });

  it('of an app that is not known, or of another organisation, is the same 404', async () => {
    const app = await register();
    const token = { orgId: 'other' };
    for (const answer of [
      await control.call(address('unknown')),
      await control.call(address(app, 'other')),
      await control.call(address(app), { token }),
      await control.call(address(app, 'other'), { token }),
      await control.post(address('unknown')),
      await control.post(address(app, 'other')),
      await control.post(address(app), {}, { token }),
    ]) {
      expect([answer.status, answer.body['code'], answer.body['detail']]).toEqual([
        404,
        'APP_NOT_FOUND',
        'There is no such app.',
      ]);
    }
    expect((await control.call(`/apps/${app}`)).body['installed']).toBe(false);
  });

  it.each([
    '',
    '?app_id=x',
    `?app_org_id=${ORG}`,
    `?app_id=&app_org_id=${ORG}`,
    `?app_id=x&app_org_id=${ORG}&v=1`,
  ])('refuses the query %j', async (query) => {
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? {} : undefined;
      const answer = await control.call(`/apps/install${query}`, { method, body });
      expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    }
  });
});
