import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Administrator,
  registerConsole,
  registerOrganization,
  signInAdministrator,
} from '../../platform/actors/administrators.js';
import type { Answer, ApiClient } from '../../platform/api/api-client.js';
import { registerApp } from '../../platform/actors/apps.js';
import { expectAlive, type Holding, obtainHolding, sentBack } from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { expectProblem } from '../../platform/api/problems.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { revocationsListed } from '../../platform/pages/revocation-pages.js';
import { until } from '../../platform/until.js';
import { registerSignInApp, registerUser } from '../../platform/actors/user-sign-in.js';

/** What is named in a path. */
const NAMED = ['app', 'user', 'token', 'revocation', 'approval', 'group', 'edge'] as const;
type Names = Readonly<Record<(typeof NAMED)[number], string>>;
const NOBODY = Object.fromEntries(NAMED.map((name) => [name, 'nobody'])) as Names;

/** Requests about something, and how they say that it isn't there. */
const ABOUT: readonly (readonly [string, string])[] = [
  ['GET /apps/{app}', 'APP_NOT_FOUND'],
  ['GET /apps/{app}/policy', 'APP_NOT_FOUND'],
  ['GET /apps/{app}/settings', 'APP_NOT_FOUND'],
  ['GET /apps/{app}/users', 'APP_NOT_FOUND'],
  ['GET /apps/oauth/usage/{app}/users', 'APP_NOT_FOUND'],
  ['POST /apps/{app}/revoke', 'APP_NOT_FOUND'],
  ['POST /apps/{app}/block', 'APP_NOT_FOUND'],
  ['POST /apps/{app}/uninstall', 'APP_NOT_FOUND'],
  ['POST /users/{user}/apps/{app}/revoke', 'APP_NOT_FOUND'],
  ['DELETE /apps/oauth/usage/{app}/tokens', 'APP_NOT_FOUND'],
  ['DELETE /apps/oauth/usage/{app}/{user}/tokens', 'APP_NOT_FOUND'],
  ['GET /users/{user}', 'USER_NOT_FOUND'],
  ['GET /users/{user}/apps', 'USER_NOT_FOUND'],
  ['GET /tokens/{token}', 'TOKEN_NOT_FOUND'],
  ['DELETE /apps/oauth/usage/tokens/{token}', 'TOKEN_NOT_FOUND'],
  ['GET /revocations/{revocation}', 'REVOCATION_NOT_FOUND'],
  ['GET /revocations/{revocation}/propagation', 'REVOCATION_NOT_FOUND'],
  ['GET /approvals/{approval}', 'APPROVAL_NOT_FOUND'],
  ['POST /approvals/{approval}/approve', 'APPROVAL_NOT_FOUND'],
  ['POST /approvals/{approval}/decline', 'APPROVAL_NOT_FOUND'],
  ['GET /groups/{group}', 'GROUP_NOT_FOUND'],
  ['DELETE /edges/{edge}', 'EDGE_NOT_FOUND'],
];

/** Lists that a cursor leads on. */
const LISTS = ['/tokens', '/apps', '/revocations', '/audit'];

inBothModes('bad input', (platform) => {
  let server: ResourceServer;
  let holding: Holding;
  let other: ApiClient;
  let alice: Administrator;
  let bob: Administrator;
  beforeAll(async () => {
    server = await startResourceServer(platform());
    const app = await registerSignInApp(platform(), 'confidential');
    holding = await obtainHolding(platform(), app, await registerUser(platform()));
    other = await registerOrganization(platform(), 'acme');
    await until('the other organisation’s issuer serves', async () => (await other.serviceToken()) !== '');
    const console = await registerConsole(platform());
    const roles = ['administrator'] as const;
    alice = await signInAdministrator(platform(), console, { roles });
    bob = await signInAdministrator(platform(), console, { roles });
  });
  afterAll(() => server.close());

  const ask = (client: ApiClient, route: string, names: Names): Promise<Answer> => {
    const [method = '', template = ''] = route.split(' ');
    const path = NAMED.reduce((filled, name) => filled.replace(`{${name}}`, names[name]), template);
    return client.call(method, path, method === 'POST' ? { body: {} } : {});
  };
  /** What an answer says, whatever was asked for. */
  const said = ({ status, body }: Answer) => ({ status, body: { ...body, instance: null } });
  const as = ({ token }: Administrator) => ({
    post: (path: string, body: object) => platform().api.post(path, body, { token }),
  });
  const confirmationOf = async (by: Administrator, path: string, body: object): Promise<unknown> =>
    (await as(by).post(path, { ...body, dry_run: true })).body['confirmation'];

  it.each(ABOUT)('%s of nobody is 404 %s', async (route, code) => {
    expectProblem(await ask(platform().api, route, NOBODY), 404, code);
  });

  describe('another organisation', () => {
    let theirs: Names;
    beforeAll(async () => {
      const { api } = platform();
      const revoked = await api.post('/tokens/revoke', { jti: 'one that is lost' });
      const group = await api.call('PUT', '/groups/staff', {
        body: { name: 'Staff', add: [] },
        headers: { 'if-match': '*' },
      });
      expect([revoked.status, group.status]).toEqual([202, 202]);
      theirs = {
        app: holding.app.clientId,
        user: holding.user.userId,
        token: holding.refreshId,
        revocation: String(revoked.body['id']),
        approval: 'nobody',
        group: 'staff',
        edge: server.edgeId,
      };
      for (const path of [`/revocations/${theirs.revocation}`, '/groups/staff', `/tokens/${theirs.token}`])
        expect((await api.get(path, { headers: sentBack(revoked) })).status).toBe(200);
    });

    it.each(ABOUT)('gets for %s the same %s as for nobody', async (route, code) => {
      const answer = await ask(other, route, theirs);
      expectProblem(answer, 404, code);
      expect(said(answer)).toEqual(said(await ask(other, route, NOBODY)));
    });

    it('ends nothing by ids that aren’t its own', async () => {
      const { issuer } = platform();
      const { accessId: jti, grantId, sessionId, user, app } = holding;
      await other.post('/tokens/revoke', { jti, iss: issuer });
      await other.post('/revocations', {
        items: [
          { token_id: jti, iss: issuer },
          { grant_id: grantId },
          { session_id: sessionId },
          { user_id: user.userId },
          { client_id: app.clientId },
        ],
      });
      // What is decided here after that arrives after that.
      const { clientId, clientSecret } = await registerApp(platform());
      const marker = await platform().api.clientToken(clientId, clientSecret);
      await server.accepts(marker);
      await platform().api.post(`/apps/${clientId}/revoke`);
      await server.refuses(marker, 'app-revoked');
      holding = await expectAlive(platform(), server, holding);
    });
  });

  it('what is revoked already is 202, and nothing happens twice', async () => {
    const { api } = platform();
    const { clientId } = await registerApp(platform());
    const twice = async (send: () => Promise<Answer>): Promise<void> => {
      const first = await send();
      expect(first).toMatchObject({ status: 202, body: { status: 'accepted' } });
      const before = await revocationsListed(platform(), first);
      const again = await send();
      expect(again).toMatchObject({ status: 202, body: { status: 'nothing-happened' } });
      expect(await revocationsListed(platform(), again)).toHaveLength(before.length);
    };
    await twice(() => api.post('/tokens/revoke', { jti: `twice-${clientId}` }));
    await twice(() => api.post(`/apps/${clientId}/block`));
  });

  it('a command sent twice with one Idempotency-Key happens once; another with that key is 422', async () => {
    const { api } = platform();
    const { clientId } = await registerApp(platform());
    const headers = { 'idempotency-key': `twice-${clientId}` };
    const first = await api.post(`/apps/${clientId}/revoke`, { reason: 'once' }, { headers });
    const again = await api.post(`/apps/${clientId}/revoke`, { reason: 'once' }, { headers });
    expect([again.status, again.body['id']]).toEqual([202, first.body['id']]);
    const listed = await revocationsListed(platform(), again);
    expect(listed.filter(({ clientId: of }) => of === clientId)).toHaveLength(1);
    const another = await api.post(`/apps/${clientId}/revoke`, { reason: 'more' }, { headers });
    expectProblem(another, 422, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('a cursor of another query, or none of ours, is 400', async () => {
    const { api } = platform();
    for (const list of LISTS) {
      const { body } = await api.get(`${list}?limit=1`);
      const cursor = encodeURIComponent(String(body['nextCursor']));
      expect((await api.get(`${list}?limit=1&cursor=${cursor}`)).status).toBe(200);
      for (const another of LISTS.filter((path) => path !== list))
        expectProblem(await api.get(`${another}?limit=1&cursor=${cursor}`), 400, 'BAD_CURSOR');
      expectProblem(await api.get(`${list}?cursor=made-up`), 400, 'BAD_CURSOR');
      expectProblem(await other.get(`${list}?limit=1&cursor=${cursor}`), 400, 'BAD_CURSOR');
    }
    const { body } = await api.get('/tokens?limit=1');
    const cursor = encodeURIComponent(String(body['nextCursor']));
    const filtered = `/tokens?limit=1&client_id=${holding.app.clientId}&cursor=${cursor}`;
    expectProblem(await api.get(filtered), 400, 'BAD_CURSOR');
  });

  it('a selection over the limit is 413 with the limit, and nothing of it happens', async () => {
    const items = Array.from({ length: 1001 }, (_, index) => ({ token_id: `many-${String(index)}` }));
    const before = await revocationsListed(platform());
    const answer = await platform().api.post('/revocations', { items });
    expectProblem(answer, 413, 'BULK_TOO_LARGE');
    expect(answer.body['limit']).toBe(1000);
    expect(await revocationsListed(platform())).toEqual(before);
    const most = await platform().api.post('/revocations', { items: items.slice(1) });
    expect([most.status, (most.body['outcomes'] as object[]).length]).toEqual([202, 1000]);
  });

  it('a confirmation of somebody else, of another command, or none of ours is 409, and nothing happens', async () => {
    const [path, body] = [`/apps/${holding.app.clientId}/revoke`, { covers: ['access'] }];
    const confirmation = await confirmationOf(alice, path, body);
    const foreign: readonly Promise<Answer>[] = [
      as(bob).post(path, { ...body, confirmation }),
      as(alice).post(path, { covers: ['refresh'], confirmation }),
      as(alice).post(`/users/${holding.user.userId}/revoke`, { ...body, confirmation }),
      as(alice).post(path, { ...body, confirmation: `A${String(confirmation).slice(1)}` }),
      as(alice).post(path, { ...body, confirmation: 'made up' }),
      other.post('/organization/revoke', { confirmation }),
    ];
    for (const answer of await Promise.all(foreign)) expectProblem(answer, 409, 'CONFIRMATION_INVALID');
    holding = await expectAlive(platform(), server, holding);
  });

  it('of two administrators who confirm at once one wins; the other one is shown how it is now', async () => {
    const [path, body] = ['/organization/revoke', { covers: ['refresh'], reason: 'both' }];
    const confirmed = await Promise.all(
      [alice, bob].map(async (by) => ({ by, confirmation: await confirmationOf(by, path, body) })),
    );
    const answers = await Promise.all(
      confirmed.map(({ by, confirmation }) => as(by).post(path, { ...body, confirmation })),
    );
    const [winner, loser] = [...answers].sort((a, b) => a.status - b.status);
    if (winner === undefined || loser === undefined) throw new Error('Two have answered.');
    expect(winner.status).toBe(202);
    expectProblem(loser, 409, 'CONFIRMATION_OUTDATED');
    expect(loser.body).toMatchObject({ operation: `POST ${path}`, confirmation: expect.any(String) });
    const listed = await revocationsListed(platform(), winner);
    expect(listed.filter(({ reason }) => reason === 'both')).toHaveLength(1);
  });

  it('of two administrators who change the same that they saw one wins, the other one gets 412', async () => {
    const { api } = platform();
    const { clientId } = await registerApp(platform());
    const changes: readonly (readonly [string, string, (value: number) => object])[] = [
      ['PATCH', '/organization/settings', (value) => ({ approval_threshold: value })],
      ['PUT', `/apps/${clientId}/settings`, (value) => ({ client_name: `App ${String(value)}` })],
      ['PUT', `/apps/${clientId}/policy`, (value) => ({ max_approvals_per_user: value })],
    ];
    for (const [method, path, to] of changes) {
      const seen = await api.get(path);
      const change = (value: number, { token }: Administrator, headers: Record<string, string>) =>
        api.call(method, path, {
          body: { ...(method === 'PUT' ? seen.body : {}), ...to(value) },
          token,
          headers,
        });
      const tag = { 'if-match': String(seen.headers.get('etag')) };
      const answers = await Promise.all([change(500, alice, tag), change(600, bob, tag)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
      const winner = answers.find(({ status }) => status === 202);
      expectProblem(answers.find(({ status }) => status === 412) as Answer, 412, 'REVISION_MISMATCH');
      const { body } = await api.get(path, { headers: sentBack(winner) });
      expect(body).toMatchObject(to(winner === answers[0] ? 500 : 600));
      expectProblem(await change(700, alice, {}), 428, 'PRECONDITION_REQUIRED');
    }
  });
});
