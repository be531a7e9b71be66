import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReportedToken } from './report-tokens.http.schema.js';
import { USAGE_TOPIC } from '#event-log';
import { PROJECTOR } from '#read-models';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';
import { writtenUsage } from '../../testing/written-usage.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
let registered = 0;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
});
afterAll(() => control.close());

const nowS = (): number => Math.floor(Date.now() / 1000);
const newIssuer = async (body: Record<string, unknown> = {}): Promise<string> => {
  registered += 1;
  const iss = `https://login-${String(registered)}.example/`;
  const whole = { iss, jwks_uri: `${iss}jwks`, algorithms: ['RS256'], ...body };
  expect((await control.post('/issuers', whole)).status).toBe(201);
  return iss;
};
const token = (parts: Partial<ReportedToken> & Pick<ReportedToken, 'jti'>): object => ({
  client_id: 'partner',
  sub: 'pat',
  scope: 'orders:read orders:write',
  iat: nowS() - 60,
  exp: nowS() + 3_540,
  ...parts,
});
const report = (iss: string, ...tokens: object[]) => control.post('/issuers/tokens', { iss, tokens });
/** Projects the facts in the log, as the projector does, and saves its checkpoints. */
const project = async (): Promise<void> => {
  const { log, readModels } = control.deployment.storage;
  await usage.project(await writtenUsage(log));
  for (let partition = 0; partition < log.partitions(USAGE_TOPIC); partition += 1) {
    const { generation, end } = await log.bounds(USAGE_TOPIC, partition);
    await readModels.saveCheckpoint(PROJECTOR, USAGE_TOPIC, partition, { generation, offset: end - 1 });
  }
};

describe('a foreign issuer', () => {
  it('is registered once, and listed with what a resource server needs to accept its tokens', async () => {
    const body = { iss: 'https://idp.example/', jwks_uri: 'https://idp.example/jwks', algorithms: ['ES256'] };
    const answer = await control.post('/issuers', body);
    const whole = { ...body, clock_tolerance: 5, max_token_lifetime: 86_400, jti_carries_time: false };
    expect([answer.status, answer.body, answer.headers.get('location')]).toEqual([201, whole, '/issuers']);
    const { body: list } = await control.call('/issuers', {
      headers: { 'rescind-position': String(answer.headers.get('rescind-position')) },
    });
    expect(list['issuers']).toContainEqual({ ...whole, registered_at: expect.any(String) });
    const again = await control.post('/issuers', body);
    expect([again.status, again.body['code']]).toEqual([409, 'ISSUER_ALREADY_REGISTERED']);
    const { body: own } = await control.post('/issuers', { ...body, iss: control.org.issuer });
    expect(own['code']).toBe('ISSUER_ALREADY_REGISTERED');
  });

  it('is the same one when its request is sent again with its key', async () => {
    const body = { iss: 'https://again.example/', jwks_uri: 'https://a.example/jwks', algorithms: ['RS256'] };
    const headers = { 'idempotency-key': 'again' };
    const [one, other] = [
      await control.post('/issuers', body, { headers }),
      await control.post('/issuers', body, { headers }),
    ];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body).toEqual(one.body);
  });

  it('is unregistered: its reports are refused, what it reported stays and can be revoked, and it may come anew', async () => {
    const iss = await newIssuer();
    await report(iss, token({ jti: 'left', client_id: 'left-behind' }));
    await project();
    const path = `/issuers?${new URLSearchParams({ iss, reason: 'no longer a partner' }).toString()}`;
    expect((await control.call(path, { method: 'DELETE' })).status).toBe(202);
    const again = await control.call(path, { method: 'DELETE' });
    expect([again.status, again.body['code']]).toEqual([404, 'ISSUER_NOT_FOUND']);
    const late = await report(iss, token({ jti: 'late', client_id: 'left-behind' }));
    expect([late.status, late.body['code']]).toEqual([404, 'ISSUER_NOT_FOUND']);
    expect((await control.call('/tokens/left')).body).toMatchObject({ status: 'active' });
    expect((await control.post('/apps/left-behind/revoke')).status).toBe(202);
    expect((await control.call('/tokens/left')).body).toMatchObject({ status_reason: 'app-revoked' });
    const body = { iss, jwks_uri: `${iss}keys`, algorithms: ['ES256'] };
    expect((await control.post('/issuers', body)).status).toBe(201);
  });

  it.each([
    ['tokens that live longer than revocations are kept', { max_token_lifetime: 86_401 }],
    ['a clock that may run ahead for longer than revocations are kept beyond that', { clock_tolerance: 301 }],
    ['keys that are shared secrets', { algorithms: ['HS256'] }],
    ['no signature at all', { algorithms: ['none'] }],
    ['keys that are not on the web', { jwks_uri: 'file:///etc/passwd' }],
  ])('is refused with %s', async (_what, wrong) => {
    const body = { iss: 'https://bad.example/', jwks_uri: 'https://bad.example/jwks', algorithms: ['RS256'] };
    const answer = await control.post('/issuers', { ...body, ...wrong });
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    expect(control.org.foreignIssuers.has(body.iss)).toBe(false);
  });
});

describe('the tokens of a foreign issuer', () => {
  it('are listed once they were reported, judged like ours, and revoked by the request that they name', async () => {
    const iss = await newIssuer();
    const answer = await report(iss, token({ jti: 'f-1' }), token({ jti: 'f-2', sub: 'kim' }));
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      status: 'accepted',
      reported: 2,
      known: 0,
      new_client_ids: ['partner'],
    });
    await project();
    const page = await control.call('/tokens/f-1');
    expect(page.body).toMatchObject({
      iss,
      kind: 'access',
      format: 'JWT',
      client_id: 'partner',
      user_id: 'pat',
      scopes: ['orders:read', 'orders:write'],
      status: 'active',
      revoke: { method: 'POST', path: '/tokens/revoke', body: { jti: 'f-1', iss } },
    });
    const { path, body } = page.body['revoke'] as { path: string; body: object };
    expect((await control.post(path, body)).status).toBe(202);
    const statusOf = async (id: string) => (await control.call(`/tokens/${id}`)).body['status'];
    expect([await statusOf('f-1'), await statusOf('f-2')]).toEqual(['revoked', 'active']);
  });

  it('show their app and user on the usage pages, where both can be revoked and the app blocked', async () => {
    const iss = await newIssuer();
    const app = { client_id: 'crm' };
    await report(iss, token({ jti: 'c-1', ...app }), token({ jti: 'c-2', ...app, sub: 'kim' }));
    await project();
    const { body: apps } = await control.call('/apps?active=true&limit=200');
    expect(apps['apps'] as Rows).toContainEqual(expect.objectContaining({ client_id: 'crm' }));
    const { body: users } = await control.call('/apps/oauth/usage/crm/users');
    expect((users['users'] as Rows).map((row) => row['userIdentifier']).sort()).toEqual(['kim', 'pat']);
    const statuses = async () => {
      const pages = ['c-1', 'c-2'].map((id) => control.call(`/tokens/${id}`));
      return (await Promise.all(pages)).map(({ body }) => body['status_reason']);
    };
    expect((await control.post('/users/pat/apps/crm/revoke')).status).toBe(202);
    expect(await statuses()).toEqual(['user-app-revoked', null]);
    expect((await control.post('/apps/crm/block')).status).toBe(202);
    expect(await statuses()).toEqual([expect.any(String), 'app-blocked']);
    expect((await control.post('/apps/crm/unblock')).status).toBe(202);
    expect(await statuses()).toEqual([expect.any(String), 'app-revoked']);
    expect((await control.call('/apps/oauth/usage/crm/tokens', { method: 'DELETE' })).status).toBe(204);
  });

  it('are each listed as they were told first, however often they are reported', async () => {
    const iss = await newIssuer();
    const app = { client_id: 'often' };
    await report(iss, token({ jti: 'o-1', ...app }), token({ jti: 'o-1', ...app, sub: 'someone else' }));
    await project();
    const before = (await writtenUsage(control.deployment.storage.log)).length;
    const again = await report(iss, token({ jti: 'o-1', ...app, scope: 'admin' }));
    expect(again.body).toMatchObject({
      status: 'nothing-happened',
      reported: 0,
      known: 1,
      new_client_ids: [],
    });
    expect(await writtenUsage(control.deployment.storage.log)).toHaveLength(before);
    const { body } = await control.call('/tokens/o-1');
    expect(body).toMatchObject({ user_id: 'pat', scopes: ['orders:read', 'orders:write'] });
  });

  it('are left out where they are no longer good', async () => {
    const iss = await newIssuer();
    const past = token({ jti: 'past', client_id: 'bygone', iat: nowS() - 7_200, exp: nowS() - 1 });
    const answer = await report(iss, past, token({ jti: 'present', client_id: 'nowadays' }));
    expect(answer.body).toMatchObject({ reported: 1, expired: 1, known: 0, new_client_ids: ['nowadays'] });
    await project();
    expect((await control.call('/tokens/past')).status).toBe(404);
    expect(control.org.foreignApps.has('bygone')).toBe(false);
  });

  it('are refused where no resource server accepts them: nothing would end them on the pages', async () => {
    const iss = await newIssuer({ max_token_lifetime: 600, clock_tolerance: 5 });
    const long = await report(iss, token({ jti: 'long', iat: nowS(), exp: nowS() + 601 }));
    expect([long.status, long.body['detail']]).toEqual([400, expect.stringContaining('tokens[0].exp')]);
    const ahead = { iat: nowS() + 100, exp: nowS() + 200 };
    const early = await report(
      iss,
      token({ jti: 'fine', exp: nowS() + 500 }),
      token({ jti: 'ahead', ...ahead }),
    );
    expect([early.status, early.body['detail']]).toEqual([400, expect.stringContaining('tokens[1].iat')]);
  });

  it('of an app of ours are refused: only our issuer issues those', async () => {
    const iss = await newIssuer();
    const own = await control.newApp();
    const answer = await report(iss, token({ jti: 'o', client_id: own }));
    expect([answer.status, answer.body['code']]).toEqual([409, 'APP_ALREADY_REGISTERED']);
  });

  it('are reported by whom the registration names, and by nobody else', async () => {
    const reporter = await control.newApp();
    const iss = await newIssuer({ reporters: [reporter] });
    const body = { iss, tokens: [token({ jti: 'named-reporter', client_id: 'bound' })] };
    const stranger = await control.post('/issuers/tokens', body);
    expect([stranger.status, stranger.body['code']]).toEqual([403, 'FORBIDDEN']);
    const named = await control.post('/issuers/tokens', body, { token: { clientId: reporter } });
    expect([named.status, named.body['reported']]).toEqual([202, 1]);
    await project();
  });

  it('wait while the lists are behind the log: what isn’t listed yet would be written again', async () => {
    const iss = await newIssuer();
    await report(iss, token({ jti: 'w-1', client_id: 'waits' }));
    const early = await report(iss, token({ jti: 'w-1', client_id: 'waits', sub: 'kim' }));
    expect([early.status, early.body['code']]).toEqual([503, 'NOT_READY']);
    expect(early.headers.get('retry-after')).toBe('1');
    await project();
    const late = await report(iss, token({ jti: 'w-1', client_id: 'waits', sub: 'kim' }));
    expect(late.body).toMatchObject({ reported: 0, known: 1 });
  });

  it('end by the address that their row has, and not another issuer’s of the same id', async () => {
    const [one, other] = [await newIssuer(), await newIssuer()];
    const app = { client_id: 'twins' };
    await report(one, token({ jti: '42', ...app, sub: 'pat' }));
    await project();
    await report(other, token({ jti: '42', ...app, sub: 'kim' }));
    await project();
    const { body } = await control.call('/apps/oauth/usage/twins/kim/tokens');
    const [row] = body['tokens'] as Rows;
    expect((await control.call(String(row?.['revocationUrl']), { method: 'DELETE' })).status).toBe(204);
    const status = async (iss: string) =>
      (await control.call(`/tokens/42?${new URLSearchParams({ iss }).toString()}`)).body['status'];
    expect([await status(one), await status(other)]).toEqual(['active', 'revoked']);
  });

  it('don’t hide one of ours that has the same id', async () => {
    const iss = await newIssuer();
    const app = await control.newApp();
    await usage.project([usage.token({ tokenId: 'same', clientId: app, userId: 'ann' })]);
    await project();
    const answer = await report(iss, token({ jti: 'same', client_id: 'twin' }));
    expect(answer.body).toMatchObject({ reported: 1 });
    await project();
    expect((await control.call('/tokens/same')).body).toMatchObject({ user_id: 'ann', client_id: app });
    const theirs = await control.call(`/tokens/same?iss=${encodeURIComponent(iss)}`);
    expect(theirs.body).toMatchObject({ user_id: 'pat', client_id: 'twin' });
  });

  it('of an issuer that nobody registered are refused, ours included, and nothing is written', async () => {
    const before = (await writtenUsage(control.deployment.storage.log)).length;
    for (const iss of ['https://nobody.example/', String(control.org.issuer)]) {
      const answer = await report(iss, token({ jti: 'x', client_id: 'stranger' }));
      expect([answer.status, answer.body['code']]).toEqual([404, 'ISSUER_NOT_FOUND']);
    }
    expect(await writtenUsage(control.deployment.storage.log)).toHaveLength(before);
    expect(control.org.foreignApps.has('stranger')).toBe(false);
  });

  it.each([
    ['ends before it begins', { exp: 1 }],
    ['names a client that would hide a route', { client_id: 'tokens' }],
    ['has the text of a token where its id should be', { jti: 'e'.repeat(129) }],
    ['has a user whom no command could name', { sub: 'u'.repeat(129) }],
    ['has a scope that no fact holds', { scope: 's'.repeat(257) }],
    ['tells more than a report may hold', { email: 'pat@partner.example' }],
  ])('are refused whole where one of them %s', async (_what, wrong) => {
    const iss = await newIssuer();
    const before = (await writtenUsage(control.deployment.storage.log)).length;
    const answer = await report(
      iss,
      token({ jti: 'good', client_id: 'good' }),
      token({ jti: 'bad', ...wrong }),
    );
    expect(answer.status).toBe(400);
    expect(control.org.foreignApps.has('good')).toBe(false);
    expect(await writtenUsage(control.deployment.storage.log)).toHaveLength(before);
  });

  it('come at most two hundred at a time', async () => {
    const iss = await newIssuer();
    const tokens = Array.from({ length: 201 }, (_, index) => token({ jti: `many-${String(index)}` }));
    const answer = await report(iss, ...tokens);
    expect([answer.status, answer.body['code'], answer.body['limit']]).toEqual([413, 'BULK_TOO_LARGE', 200]);
    const most = await report(iss, ...tokens.slice(1));
    expect(most.body).toMatchObject({ reported: 200 });
    await project();
  });
});
