import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { accessToken, registerOrg } from '#platform/testing';
import { unavailable } from '#event-log/testing';
import { ControlUnderTest, type Request } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

const DEFAULT = {
  permitted_users: 'all_users',
  access_token_lifetime: null,
  refresh_token_idle: null,
  refresh_token_absolute: null,
  rotate_refresh_tokens: true,
  ip_ranges: [],
  max_approvals_per_user: 5,
};
const STRICT = {
  permitted_users: 'preauthorized_users',
  access_token_lifetime: 300,
  refresh_token_idle: 3600,
  refresh_token_absolute: 86400,
  rotate_refresh_tokens: false,
  ip_ranges: ['192.0.2.0/24', '2001:db8::/32'],
  max_approvals_per_user: 1,
};

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
});
afterAll(async () => {
  await control.close();
});
afterEach(() => {
  control.process.log.beforeAppend = () => undefined;
});

const get = (id: string, request: Request = {}) => control.call(`/apps/${id}/policy`, request);
const etagOf = async (id: string): Promise<string> => (await get(id)).headers.get('etag') ?? '';
function put(id: string, body: unknown, ifMatch: string | null = '*', request: Request = {}) {
  const headers = { ...(ifMatch === null ? {} : { 'if-match': ifMatch }), ...request.headers };
  return control.call(`/apps/${id}/policy`, { ...request, method: 'PUT', body, headers });
}
const writtenAbout = async (id: string) =>
  (await writtenDecisions(control.deployment.storage.log))
    .map(({ fact }) => fact)
    .filter(({ data }) => 'clientId' in data && data.clientId === id);
const typesAbout = async (id: string) => (await writtenAbout(id)).map(({ type }) => type);

/** Issues a token of the app. */
const tokenOf = (clientId: string) => accessToken(control.process.runtime, { clientId, scope: 'usage:read' });
const statusWith = async (id: string, token: string) =>
  (await fetch(`${control.url}/apps/${id}`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('the policy of an app', () => {
  it('is shown before any was set, and replaced as a whole', async () => {
    const id = await control.newApp();
    const first = await get(id);
    expect(first.body).toEqual(DEFAULT);
    const answer = await put(id, { ...STRICT, reason: 'audit' }, first.headers.get('etag') ?? '');
    expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
    expect(answer.body).not.toHaveProperty('revocation');
    const second = await get(id);
    expect(second.body).toEqual(STRICT);
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
    expect((await control.call(`/apps/${id}`)).body['permitted_users']).toBe('preauthorized_users');
    expect((await writtenAbout(id)).at(-1)).toMatchObject({
      type: 'AppPolicyChanged',
      data: { reason: 'audit', policy: { permittedUsers: 'preauthorized-users', accessTokenLifetimeS: 300 } },
    });
    expect((await put(id, STRICT, await etagOf(id))).body['status']).toBe('nothing-happened');
  });

  it('that two administrators change at once is changed by one of them', async () => {
    const id = await control.newApp();
    const seen = await etagOf(id);
    const answers = await Promise.all(
      [11, 12].map((max_approvals_per_user) => put(id, { ...DEFAULT, max_approvals_per_user }, seen)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
    const [won, lost] = answers[0]?.status === 202 ? [11, answers[1]] : [12, answers[0]];
    expect(lost?.body['code']).toBe('REVISION_MISMATCH');
    expect((await get(id)).body['max_approvals_per_user']).toBe(won);
    expect((await put(id, DEFAULT, '"999999"')).status).toBe(412);
  });

  it('needs the ETag of the policy, which other changes of the app leave as it is', async () => {
    const id = await control.newApp();
    const seen = await etagOf(id);
    const missing = await put(id, STRICT, null);
    expect([missing.status, missing.body['code']]).toEqual([428, 'PRECONDITION_REQUIRED']);
    expect((await put(id, STRICT, 'W/"1"')).status).toBe(400);
    await control.post(`/apps/${id}/block`);
    expect((await put(id, STRICT, seen)).status).toBe(202);
    expect((await put(id, DEFAULT, seen)).status).toBe(412);
    expect((await put(id, DEFAULT, '*')).status).toBe(202);
  });

  it.each<[object, string]>([
    [{ permitted_users: undefined }, '/permitted_users'],
    [{ permitted_users: 'all-users' }, '/permitted_users'],
    [{ access_token_lifetime: 86401 }, '/access_token_lifetime'],
    [{ access_token_lifetime: 0 }, '/access_token_lifetime'],
    [{ access_token_lifetime: undefined }, '/access_token_lifetime'],
    [{ refresh_token_idle: 1.5 }, '/refresh_token_idle'],
    [{ refresh_token_absolute: 401 * 86400 }, '/refresh_token_absolute'],
    [{ rotate_refresh_tokens: 'yes' }, '/rotate_refresh_tokens'],
    [{ ip_ranges: ['192.0.2.1/24'] }, '/ip_ranges/0'],
    [{ ip_ranges: Array.from({ length: 257 }, (_, n) => `192.0.2.${String(n % 256)}`) }, '/ip_ranges'],
    [{ max_approvals_per_user: 1001 }, '/max_approvals_per_user'],
    [{ lifetime: 5 }, ''],
    [{ apply_to_existing: 1 }, '/apply_to_existing'],
  ])('is not changed by %j', async (part, pointer) => {
    const id = await control.newApp();
    const answer = await put(id, { ...STRICT, ...part });
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    expect(answer.body['errors']).toEqual([expect.objectContaining({ pointer })]);
    expect((await get(id)).body).toEqual(DEFAULT);
  });

  it('of an app that is not known, or of another organisation, is the same 404', async () => {
    const id = await control.newApp();
    const token = { orgId: 'other' };
    for (const answer of [
      await get('unknown'),
      await get(id, { token }),
      await put('unknown', STRICT),
      await put(id, STRICT, '*', { token }),
      await put('unknown', { ...STRICT, apply_to_existing: true }),
    ]) {
      expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
    }
  });
});

describe('a policy', () => {
  it('leaves what was issued alone, unless it is asked to apply to it', async () => {
    const id = await control.newApp();
    const before = await tokenOf(id);
    await put(id, STRICT);
    expect(await statusWith(id, before)).toBe(200);
    const applied = await put(id, { ...DEFAULT, apply_to_existing: true, reason: 'audit' });
    expect(applied.body).toMatchObject({
      status: 'accepted',
      revocation: { status: 'accepted', covers: ['access', 'refresh', 'session'] },
    });
    const revocation = applied.body['revocation'] as { id: string; position: string };
    expect(applied.headers.get('location')).toBe(`/revocations/${revocation.id}`);
    expect(applied.headers.get('rescind-position')).toBe(revocation.position);
    expect(applied.body['position']).toBe(revocation.position);
    expect((await writtenAbout(id)).at(-1)).toMatchObject({
      type: 'AppTokensRevoked',
      data: { clientId: id, reason: 'audit' },
    });
    expect(await statusWith(id, before)).toBe(401);
    expect(await statusWith(id, await tokenOf(id))).toBe(200);
  });

  it('that is refused revokes nothing', async () => {
    const id = await control.newApp();
    const seen = await etagOf(id);
    await put(id, STRICT);
    const before = await tokenOf(id);
    const refused = await put(id, { ...DEFAULT, apply_to_existing: true }, seen);
    expect(refused.status).toBe(412);
    expect(await statusWith(id, before)).toBe(200);
    expect(await typesAbout(id)).not.toContain('AppTokensRevoked');
  });

  it('that was accepted, and whose revocation was not, is completed by a retry, each once', async () => {
    const id = await control.newApp();
    const seen = await etagOf(id);
    const before = await tokenOf(id);
    control.process.log.beforeAppend = (_topic, { value }) => {
      if (value.includes('AppTokensRevoked')) throw unavailable();
    };
    const headers = { 'idempotency-key': `policy-${id}` };
    const body = { ...STRICT, apply_to_existing: true };
    const stopped = await put(id, body, seen, { headers });
    expect([stopped.status, stopped.body['code']]).toEqual([503, 'LOG_UNAVAILABLE']);
    control.process.log.beforeAppend = () => undefined;
    expect(await statusWith(id, before)).toBe(200);
    const retried = await put(id, body, seen, { headers });
    expect([retried.status, retried.body['revocation']]).toEqual([
      202,
      expect.objectContaining({ status: 'accepted' }),
    ]);
    expect(await statusWith(id, before)).toBe(401);
    const again = await put(id, body, seen, { headers });
    expect([again.status, again.body['id']]).toEqual([202, retried.body['id']]);
    expect(await typesAbout(id)).toEqual(['AppRegistered', 'AppPolicyChanged', 'AppTokensRevoked']);
    expect((await put(id, STRICT, seen, { headers })).status).toBe(422);
  });

  it('that is in force already is applied to what exists all the same', async () => {
    const id = await control.newApp();
    await put(id, STRICT);
    const before = await tokenOf(id);
    const applied = await put(id, { ...STRICT, apply_to_existing: true });
    expect(applied.body).toMatchObject({
      id: null,
      status: 'nothing-happened',
      revocation: { status: 'accepted' },
    });
    expect(await statusWith(id, before)).toBe(401);
  });
});
