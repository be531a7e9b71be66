import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerOrg } from '#platform/testing';
import { type Answer, ControlUnderTest, type Request } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

const PUBLIC = {
  client_name: 'Mail',
  redirect_uris: ['https://mail.example/cb'],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};
const CONFIDENTIAL = { ...PUBLIC, token_endpoint_auth_method: 'client_secret_basic' };

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
});
afterAll(async () => {
  await control.close();
});

async function register(body: object): Promise<string> {
  return String((await control.post('/apps', body)).body['client_id']);
}
const get = (id: string, request: Request = {}) => control.call(`/apps/${id}/settings`, request);
const etagOf = async (id: string): Promise<string> => (await get(id)).headers.get('etag') ?? '';
function put(
  id: string,
  body: unknown,
  ifMatch: string | null = '*',
  request: Request = {},
): Promise<Answer> {
  const headers = { ...(ifMatch === null ? {} : { 'if-match': ifMatch }), ...request.headers };
  return control.call(`/apps/${id}/settings`, { ...request, method: 'PUT', body, headers });
}
const secretOf = async (id: string): Promise<unknown> =>
  (await control.deployment.storage.credentials.get('client', id))?.data['secretHash'];
const hashOf = (secret: unknown): string => control.deployment.ring.hashSecret(String(secret));

describe('the settings of an app', () => {
  it('are answered as what can be sent back, and replaced as a whole', async () => {
    const id = await register({ ...CONFIDENTIAL, contacts: ['a@example.org'] });
    const shown = await get(id);
    expect(shown.body).toEqual({ ...CONFIDENTIAL, contacts: ['a@example.org'] });
    const same = await put(id, shown.body, shown.headers.get('etag') ?? '');
    expect([same.status, same.body['status']]).toEqual([202, 'accepted']);
    const changed = await put(id, { client_name: 'Bills', reason: 'renamed' }, await etagOf(id));
    expect(changed.status).toBe(202);
    const services = {
      client_name: 'Bills',
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    };
    expect((await get(id)).body).toEqual(services);
    expect((await control.call(`/apps/${id}`)).body).toMatchObject({ client_id: id, ...services });
    const { fact, actor } = (await writtenDecisions(control.deployment.storage.log)).at(-1) ?? {};
    expect(fact).toEqual({
      type: 'AppSettingsChanged',
      data: { clientId: id, metadata: services, reason: 'renamed' },
    });
    expect(actor).toEqual({ kind: 'client', id: 'service' });
  });

  it('that two administrators change at once are changed by one of them', async () => {
    const id = await register(CONFIDENTIAL);
    const seen = await etagOf(id);
    const answers = await Promise.all(
      ['One', 'Two'].map((client_name) => put(id, { ...CONFIDENTIAL, client_name }, seen)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
    const [won, lost] = answers[0]?.status === 202 ? ['One', answers[1]] : ['Two', answers[0]];
    expect(lost?.body['code']).toBe('REVISION_MISMATCH');
    expect((await get(id)).body['client_name']).toBe(won);
    expect((await put(id, CONFIDENTIAL, seen)).status).toBe(412);
    expect((await put(id, CONFIDENTIAL, '"999999"')).status).toBe(412);
    expect((await put(id, CONFIDENTIAL, '*')).status).toBe(202);
  });

  it('are not outdated by a block, or by another policy', async () => {
    const id = await register(CONFIDENTIAL);
    const seen = await etagOf(id);
    await control.post(`/apps/${id}/block`);
    expect((await put(id, CONFIDENTIAL, seen)).status).toBe(202);
  });

  it('need the ETag that was read', async () => {
    const id = await register(CONFIDENTIAL);
    const missing = await put(id, CONFIDENTIAL, null);
    expect([missing.status, missing.body['code']]).toEqual([428, 'PRECONDITION_REQUIRED']);
    const wrong = await put(id, CONFIDENTIAL, 'W/"1"');
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('hand on no permission that the caller lacks, except what the app had', async () => {
    const id = await register({ ...CONFIDENTIAL, scope: 'openid keys:rotate' });
    const token = { scope: 'apps:manage usage:read' };
    const kept = { ...CONFIDENTIAL, scope: 'keys:rotate usage:read' };
    expect((await put(id, kept, '*', { token })).status).toBe(202);
    const more = await put(id, { ...kept, scope: 'keys:rotate users:manage' }, '*', { token });
    expect([more.status, more.body['code']]).toEqual([403, 'SCOPE_NOT_HELD']);
    await put(id, CONFIDENTIAL, '*', { token });
    const back = await put(id, kept, '*', { token });
    expect([back.status, back.body['code']]).toEqual([403, 'SCOPE_NOT_HELD']);
  });

  it.each<[object]>([
    [{ ...PUBLIC, grant_types: ['client_credentials'] }],
    [{ ...CONFIDENTIAL, redirect_uris: ['http://mail.example/cb'] }],
    [{ ...CONFIDENTIAL, client_id: 'x' }],
    [{ ...CONFIDENTIAL, installed: false }],
    [{ ...CONFIDENTIAL, reason: 'x'.repeat(501) }],
  ])('are not changed by %j', async (body) => {
    const id = await register(CONFIDENTIAL);
    const answer = await put(id, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    expect((await get(id)).body).toEqual(CONFIDENTIAL);
  });

  it('of an app that is not known, or of another organisation, are the same 404', async () => {
    const id = await register(CONFIDENTIAL);
    const token = { orgId: 'other' };
    for (const answer of [
      await get('unknown'),
      await get(id, { token }),
      await put('unknown', CONFIDENTIAL),
      await put(id, CONFIDENTIAL, '*', { token }),
    ]) {
      expect([answer.status, answer.body['code'], answer.body['detail']]).toEqual([
        404,
        'APP_NOT_FOUND',
        'There is no such app.',
      ]);
    }
  });
});

describe('an app that authenticates', () => {
  it('keeps its secret while it goes on doing so', async () => {
    const { body } = await control.post('/apps', CONFIDENTIAL);
    const id = String(body['client_id']);
    const answer = await put(id, { ...CONFIDENTIAL, token_endpoint_auth_method: 'client_secret_post' });
    expect(answer.body).not.toHaveProperty('client_secret');
    expect(await secretOf(id)).toBe(hashOf(body['client_secret']));
  });

  it('and was public gets a secret, shown once', async () => {
    const id = await register(PUBLIC);
    const answer = await put(id, CONFIDENTIAL);
    expect([answer.status, answer.body['client_secret_expires_at']]).toEqual([202, 0]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await secretOf(id)).toBe(hashOf(answer.body['client_secret']));
    const secret = String(answer.body['client_secret']);
    expect((await get(id)).text).not.toContain(secret);
    expect(JSON.stringify(await writtenDecisions(control.deployment.storage.log))).not.toContain(secret);
  });

  it('again gets another secret than it had', async () => {
    const { body } = await control.post('/apps', CONFIDENTIAL);
    const id = String(body['client_id']);
    expect((await put(id, PUBLIC)).body).not.toHaveProperty('client_secret');
    const answer = await put(id, CONFIDENTIAL);
    expect(answer.body['client_secret']).not.toBe(body['client_secret']);
    expect(await secretOf(id)).toBe(hashOf(answer.body['client_secret']));
  });

  it('gets a secret that works from a retry as well, until something else is changed', async () => {
    const id = await register(PUBLIC);
    const seen = await etagOf(id);
    const headers = { 'idempotency-key': `confidential-${id}` };
    const first = await put(id, CONFIDENTIAL, seen, { headers });
    const again = await put(id, CONFIDENTIAL, seen, { headers });
    expect([again.status, again.body['id']]).toEqual([202, first.body['id']]);
    expect(await secretOf(id)).toBe(hashOf(again.body['client_secret']));
    await put(id, PUBLIC);
    const later = await put(id, CONFIDENTIAL);
    await put(id, CONFIDENTIAL, seen, { headers });
    expect(await secretOf(id)).toBe(hashOf(later.body['client_secret']));
  });

  it('that two administrators make of a public one has the secret of the one who won', async () => {
    const id = await register(PUBLIC);
    const seen = await etagOf(id);
    const answers = await Promise.all(
      ['One', 'Two', 'Three'].map((client_name) => put(id, { ...CONFIDENTIAL, client_name }, seen)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412, 412]);
    const won = answers.find(({ status }) => status === 202);
    expect(await secretOf(id)).toBe(hashOf(won?.body['client_secret']));
  });
});
