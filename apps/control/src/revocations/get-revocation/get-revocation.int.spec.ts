import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ORG } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

let control: ControlUnderTest;
let usage: UsageUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  await usage.users('ann');
});
afterAll(() => control.close());

async function pageOf(location: string | null) {
  await usage.project();
  return (await control.call(String(location))).body;
}

describe('a revocation’s page', () => {
  it('says who, why, when, what it covers and about whom, and where to read how far it has come', async () => {
    const app = await control.newApp();
    const body = { covers: ['access', 'refresh'], reason: 'left the team' };
    const answer = await control.post(`/users/ann/apps/${app}/revoke`, body, { token: { clientId: app } });
    const page = await pageOf(answer.headers.get('location'));
    expect(page).toMatchObject({
      id: answer.body['id'],
      type: 'UserAppTokensRevoked',
      subjectKind: 'user-app',
      subject: 'ann',
      clientId: app,
      userId: 'ann',
      actor: { kind: 'client', id: app, name: null },
      reason: 'left the team',
      covers: ['access', 'refresh'],
      position: answer.body['position'],
    });
    expect(Date.parse(String(page['recordedAt']))).toBeGreaterThanOrEqual(Date.parse(String(page['time'])));
    const propagation = await control.call(String(page['propagationUrl']));
    expect([propagation.status, propagation.body['revocationId']]).toEqual([200, answer.body['id']]);
  });

  it('names the app that did it', async () => {
    const registered = await control.post('/apps', {
      client_name: 'Night watch',
      grant_types: ['client_credentials'],
    });
    const token = { clientId: String(registered.body['client_id']) };
    const answer = await control.post('/grants/g1/revoke', {}, { token });
    expect((await pageOf(answer.headers.get('location')))['actor']).toMatchObject({ name: 'Night watch' });
  });

  it('names the user who did it, in the list too, for as long as the name is not erased', async () => {
    const app = await control.newApp();
    await usage.project(usage.grant('own', { clientId: app, userId: 'ann' }));
    const token = { clientId: 'console', sub: 'ann', scope: 'connected-apps:manage' };
    const answer = await control.call('/connected-apps/tokens/own-refresh', { method: 'DELETE', token });
    const page = await pageOf(answer.headers.get('location'));
    expect(page['actor']).toEqual({ kind: 'user', id: 'ann', name: 'ann@acme.test' });
    const { refreshed, ...listed } = page;
    expect(refreshed).toEqual({ done: 0, finished_at: null });
    expect((await control.call('/revocations')).body['revocations']).toContainEqual(listed);
    const erasure = { kind: 'user', id: 'ann', orgId: ORG, alias: null, data: {} } as const;
    await control.deployment.storage.credentials.put(erasure);
    const erased = await pageOf(answer.headers.get('location'));
    expect(erased['actor']).toEqual({ kind: 'user', id: 'ann', name: null });
  });

  it('that isn’t there is 404', async () => {
    const answer = await control.call('/revocations/made-up');
    expect([answer.status, answer.body['code']]).toEqual([404, 'REVOCATION_NOT_FOUND']);
  });
});
