import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decideBlockApp, decideChangeAppPolicy, decideRegisterApp, DEFAULT_APP_POLICY } from '#domain';
import { decide, ORG, registerOrg } from '#platform/testing';
import { unavailable } from '#event-log/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

const TENANT = 'tenant';

let control: ControlUnderTest;
beforeEach(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, TENANT);
});
afterEach(async () => {
  await control.close();
});

const put = (body: unknown, headers: Record<string, string> = {}, orgId = TENANT) =>
  control.call(`/organizations/${orgId}/allowlisting`, { method: 'PUT', body, headers });

async function allowlist(clientId: string, orgId: string): Promise<void> {
  const policy = { ...DEFAULT_APP_POLICY, permittedUsers: 'preauthorized-users' } as const;
  const { runtime } = control.process;
  await decide(runtime, (org) => decideChangeAppPolicy(org, { clientId, policy, basedOn: null }), orgId);
}

async function blocked(): Promise<string> {
  const clientId = await control.newApp(TENANT);
  const { runtime } = control.process;
  await decide(runtime, (org) => decideBlockApp(org, { clientId, blockId: 'b' }), TENANT);
  return clientId;
}

const revocations = async () =>
  (await writtenDecisions(control.deployment.storage.log, TENANT)).filter(
    ({ fact }) => fact.type === 'AppTokensRevoked',
  );
const appsOf = (written: Awaited<ReturnType<typeof revocations>>) =>
  written.map(({ fact }) => (fact.type === 'AppTokensRevoked' ? fact.data.clientId : '')).sort();

describe('switching on the allowlist of an organisation', () => {
  it('revokes what apps hold that are not on it, but for the blocked ones, and says how many', async () => {
    await allowlist(await control.newApp(TENANT), TENANT);
    await blocked();
    const off = [await control.newApp(TENANT), await control.newApp(TENANT)].sort();
    const mine = await control.newApp();
    const answer = await put({ enabled: true, reason: 'contract' });
    expect([answer.status, answer.body['status'], answer.body['revoked_apps']]).toEqual([202, 'accepted', 2]);
    expect(answer.body).toMatchObject({ revoked_client_ids: off, administrators_blocked: [] });
    const written = await revocations();
    expect(appsOf(written)).toEqual(off);
    for (const { fact, actor } of written) {
      expect(fact.data).toMatchObject({ covers: ['access', 'refresh', 'session'], reason: 'contract' });
      expect(actor).toEqual({ kind: 'client', id: 'service' });
    }
    const settings = await control.call('/organization/settings', { token: { orgId: TENANT } });
    expect(settings.body['api_client_allowlisting']).toBe(true);
    expect((await control.call('/organization/settings')).body['api_client_allowlisting']).toBe(false);
    expect((await control.call(`/apps/${mine}`, { token: { clientId: mine } })).status).toBe(200);
  });

  it('is answered with a position that its organisation can wait for', async () => {
    await control.newApp(TENANT);
    const { headers } = await put({ enabled: true });
    const position = headers.get('rescind-position') ?? '';
    const request = { token: { orgId: TENANT }, headers: { 'rescind-position': position } };
    expect((await control.call('/organization/settings', request)).status).toBe(200);
  });

  it('that stopped half-way is completed by a retry, each app once', async () => {
    const off = await Promise.all([1, 2, 3, 4].map(() => control.newApp(TENANT)));
    let appends = 0;
    control.process.log.beforeAppend = () => {
      appends += 1;
      if (appends > 3) throw unavailable();
    };
    const headers = { 'idempotency-key': 'switch' };
    const stopped = await put({ enabled: true }, headers);
    expect([stopped.status, stopped.body['code']]).toEqual([503, 'LOG_UNAVAILABLE']);
    expect(appsOf(await revocations())).toHaveLength(2);
    control.process.log.beforeAppend = () => undefined;
    const retried = await put({ enabled: true }, headers);
    expect([retried.status, retried.body['revoked_apps']]).toEqual([202, 4]);
    expect(appsOf(await revocations())).toEqual(off.sort());
    const again = await put({ enabled: true }, headers);
    expect([again.status, again.body['revoked_apps']]).toEqual([202, 4]);
    expect(await revocations()).toHaveLength(4);
  });

  it('that stopped half-way is completed without a key as well', async () => {
    const off = await control.newApp(TENANT);
    control.process.log.beforeAppend = (_topic, { value }) => {
      if (value.includes('AppTokensRevoked')) throw unavailable();
    };
    expect((await put({ enabled: true })).status).toBe(503);
    control.process.log.beforeAppend = () => undefined;
    const retried = await put({ enabled: true });
    expect([retried.status, retried.body['revoked_apps']]).toEqual([202, 1]);
    expect(appsOf(await revocations())).toEqual([off]);
  });

  it('for two organisations with one key is two switches', async () => {
    await registerOrg(control.process.runtime, 'second');
    const headers = { 'idempotency-key': 'both' };
    const [first, second] = [
      await put({ enabled: true }, headers),
      await put({ enabled: true }, headers, 'second'),
    ];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body['id']).not.toBe(first.body['id']);
  });
});

describe('before the allowlist is switched on, dry_run', () => {
  const app = async (clientId: string, scope: string): Promise<string> => {
    const metadata = {
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      scope,
    } as const;
    const callerScopes = scope.split(' ');
    await decide(
      control.process.runtime,
      (org) => decideRegisterApp(org, { clientId, metadata, callerScopes }),
      TENANT,
    );
    return clientId;
  };

  it('names whom it would block, and which of them administer the organisation, and does nothing', async () => {
    await app('automation', 'orders:read tokens:revoke');
    await app('self-service', 'connected-apps:manage');
    await allowlist(await app('safe', 'settings:manage'), TENANT);
    await blocked();
    const { position } = control.process.runtime.decisions.org(TENANT) ?? {};
    const preview = await put({ enabled: true, dry_run: true });
    const effect = {
      revoked_apps: 2,
      revoked_client_ids: ['automation', 'self-service'],
      administrators_blocked: ['automation'],
    };
    expect([preview.status, preview.body]).toEqual([200, effect]);
    expect(control.process.runtime.decisions.org(TENANT)?.position).toEqual(position);
    const settings = await control.call('/organization/settings', { token: { orgId: TENANT } });
    expect(settings.body['api_client_allowlisting']).toBe(false);

    await allowlist('automation', TENANT);
    const after = { revoked_apps: 1, revoked_client_ids: ['self-service'], administrators_blocked: [] };
    expect((await put({ enabled: true, dry_run: true })).body).toEqual(after);
    expect((await put({ enabled: true })).body).toMatchObject(after);
    expect(appsOf(await revocations())).toEqual(['self-service']);
  });

  it('names the first hundred, and counts them all', async () => {
    const ids = await Promise.all(
      Array.from({ length: 101 }, (_, index) => app(`app-${String(100 + index)}`, 'usage:read')),
    );
    const { body } = await put({ enabled: true, dry_run: true });
    expect(body).toEqual({
      revoked_apps: 101,
      revoked_client_ids: ids.slice(0, 100),
      administrators_blocked: ids.slice(0, 100),
    });
  });

  it('is refused where the switch is, and blocks nobody where it is switched off', async () => {
    expect((await put({ enabled: true, dry_run: true }, {}, 'nowhere')).status).toBe(404);
    await app('automation', 'tokens:revoke');
    expect((await put({ enabled: false, dry_run: true })).body).toEqual({
      revoked_apps: 0,
      revoked_client_ids: [],
      administrators_blocked: [],
    });
  });
});

describe('switching on the allowlist of one’s own organisation', () => {
  it('is refused to an app that would lock itself out, and works once that is on the list', async () => {
    const clientId = await control.newApp(ORG);
    const request = { method: 'PUT', body: { enabled: true }, token: { clientId } } as const;
    const refused = await control.call(`/organizations/${ORG}/allowlisting`, request);
    expect([refused.status, refused.body['code']]).toEqual([409, 'APP_NOT_ALLOWLISTED']);
    const settings = await control.call('/organization/settings', { token: { clientId } });
    expect([settings.status, settings.body['api_client_allowlisting']]).toEqual([200, false]);

    await allowlist(clientId, ORG);
    expect((await control.call(`/organizations/${ORG}/allowlisting`, request)).status).toBe(202);
    expect((await control.call('/organization/settings', { token: { clientId } })).status).toBe(200);
  });
});

describe('switching off the allowlist', () => {
  it('revokes nothing, and revives nothing', async () => {
    const clientId = await control.newApp(TENANT);
    await put({ enabled: true });
    const answer = await put({ enabled: false });
    expect([answer.status, answer.body['revoked_apps']]).toEqual([202, 0]);
    expect(appsOf(await revocations())).toEqual([clientId]);
    expect((await put({ enabled: false })).body['status']).toBe('nothing-happened');
  });
});

describe('switching on the allowlist, sent again after it was switched off', () => {
  it('revokes nothing, and does not switch it on again', async () => {
    const clientId = await control.newApp(TENANT);
    const headers = { 'idempotency-key': 'late' };
    const first = await put({ enabled: true }, headers);
    await put({ enabled: false });
    await control.newApp(TENANT);
    const late = await put({ enabled: true }, headers);
    expect(late).toMatchObject({ status: 202, body: { id: first.body['id'], revoked_apps: 0 } });
    expect(appsOf(await revocations())).toEqual([clientId]);
    const settings = await control.call('/organization/settings', { token: { orgId: TENANT } });
    expect(settings.body['api_client_allowlisting']).toBe(false);
  });
});

it('the allowlist of an organisation that is not there is 404', async () => {
  const answer = await put({ enabled: true }, {}, 'nowhere');
  expect([answer.status, answer.body['code']]).toEqual([404, 'ORG_NOT_FOUND']);
});

it.each([[{}], [{ enabled: 'yes' }], [{ enabled: true, force: true }]])(
  '%j switches nothing',
  async (body) => {
    expect((await put(body)).status).toBe(400);
  },
);
