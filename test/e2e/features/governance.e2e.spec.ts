import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Role } from '#domain';
import {
  type Administrator,
  registerConsole,
  signInAdministrator,
} from '../../platform/actors/administrators.js';
import type { Answer } from '../../platform/api/api-client.js';
import { registerApp } from '../../platform/actors/apps.js';
import { sentBack } from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { expectProblem } from '../../platform/api/problems.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import type { SignInApp } from '../../platform/actors/user-sign-in.js';

type Row = Record<string, unknown>;

const ADMINISTRATOR: Role = 'administrator';
const APP_ADMINISTRATOR: Role = 'app-administrator';
const AUDITOR: Role = 'auditor';
const OPERATOR: Role = 'operator';
const ROLES = [ADMINISTRATOR, APP_ADMINISTRATOR, AUDITOR, OPERATOR];

/** Which roles open a route. What is asked for isn't there or isn't valid, so nothing comes of it. */
const OPENED_BY: readonly (readonly [string, readonly Role[]])[] = [
  ['GET /apps/oauth/usage', [ADMINISTRATOR, APP_ADMINISTRATOR, AUDITOR]],
  ['GET /apps/oauth/usage/nobody/users', [ADMINISTRATOR, APP_ADMINISTRATOR, AUDITOR]],
  ['GET /apps/oauth/usage/nobody/nobody/tokens', [ADMINISTRATOR, APP_ADMINISTRATOR, AUDITOR]],
  ['DELETE /apps/oauth/usage/nobody/nobody/tokens', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['DELETE /apps/oauth/usage/nobody/tokens', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['DELETE /apps/oauth/usage/tokens/nobody', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['GET /tokens', [ADMINISTRATOR, APP_ADMINISTRATOR, AUDITOR]],
  ['GET /audit', [ADMINISTRATOR, AUDITOR]],
  ['POST /apps', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['POST /apps/nobody/block', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['POST /apps/nobody/install', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['PUT /apps/nobody/policy', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['GET /apps/nobody/preauthorizations', [ADMINISTRATOR, APP_ADMINISTRATOR]],
  ['GET /roles', [ADMINISTRATOR]],
  ['POST /keys/rotate', [ADMINISTRATOR]],
  ['PATCH /organization/settings', [ADMINISTRATOR]],
  ['POST /approvals/nobody/approve', [ADMINISTRATOR]],
  ['GET /edges', [ADMINISTRATOR]],
  ['POST /organizations', [OPERATOR]],
  ['GET /connected-apps', ROLES],
];

/** Not a body of any command. */
const INVALID = { no_such_member: true };

inBothModes('governance', (platform) => {
  let server: ResourceServer;
  let console: SignInApp;
  let alice: Administrator;
  let bob: Administrator;
  beforeAll(async () => {
    server = await startResourceServer(platform());
    console = await registerConsole(platform());
    const roles = [ADMINISTRATOR];
    alice = await signInAdministrator(platform(), console, { roles });
    bob = await signInAdministrator(platform(), console, { roles });
  });
  afterAll(() => server.close());

  const as = ({ token }: Administrator) => ({
    get: (path: string, after?: Answer) => platform().api.get(path, { token, headers: sentBack(after) }),
    post: (path: string, body: object = {}) => platform().api.post(path, body, { token }),
  });

  it.each(ROLES)('A1 the role %s alone opens exactly its routes', async (role) => {
    const { api } = platform();
    const { token } = await signInAdministrator(platform(), console, { roles: [role] });
    for (const [route, roles] of OPENED_BY) {
      const [method = '', path = ''] = route.split(' ');
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const answer = await api.call(method, path, { token, ...(hasBody ? { body: INVALID } : {}) });
      const isOpen = ![401, 403].includes(answer.status);
      expect({ route, role, isOpen }).toEqual({ route, role, isOpen: roles.includes(role) });
      if (!isOpen) expectProblem(answer, 403, 'INSUFFICIENT_SCOPE');
      expect(answer.status).toBeLessThan(500);
    }
  });

  it('A1 roles are made of permissions, as the list of roles says, and a token carries no more', async () => {
    const { body } = await as(alice).get('/roles');
    const roles = body['roles'] as { role: Role; permissions: string[] }[];
    expect(roles.map(({ role }) => role).sort()).toEqual([...ROLES].sort());
    for (const { role, permissions } of roles) {
      const { token } = await signInAdministrator(platform(), console, { roles: [role] });
      const scopes = String(decodeJwt(token)['scope']).split(' ');
      // What is one's own is everybody's.
      expect(new Set(scopes)).toEqual(new Set([...permissions, 'connected-apps:manage']));
    }
  });

  it('A1 one permission alone opens what it is for', async () => {
    const { clientId } = await registerApp(platform());
    const blocker = await signInAdministrator(platform(), console, { permissions: ['apps:block'] });
    expect((await as(blocker).post(`/apps/${clientId}/block`)).status).toBe(202);
    expectProblem(await as(blocker).post(`/apps/${clientId}/revoke`), 403, 'INSUFFICIENT_SCOPE');
    expectProblem(await as(blocker).get(`/apps/${clientId}`), 403, 'INSUFFICIENT_SCOPE');
  });

  describe('A2 the audit', () => {
    /** Some of everything that one person does about one app. */
    const act = async (clientId: string): Promise<Answer> => {
      const { post } = as(alice);
      await post(`/apps/${clientId}/revoke`, { reason: 'A2: a token leaked' });
      await post(`/apps/${clientId}/block`, { reason: 'A2: "seen", in the wild' });
      return post(`/apps/${clientId}/unblock`, { reason: '=A2()' });
    };

    it('A2 has every act with its actor, reason and time, the newest first, and can be searched', async () => {
      const { clientId } = await registerApp(platform());
      const since = Date.now();
      const command = await act(clientId);
      const { body } = await as(bob).get(`/audit?client_id=${clientId}`, command);
      const entries = body['entries'] as Row[];
      expect(entries.map(({ type, reason }) => [type, reason])).toEqual([
        ['AppUnblocked', '=A2()'],
        ['AppBlocked', 'A2: "seen", in the wild'],
        ['AppTokensRevoked', 'A2: a token leaked'],
        ['AppRegistered', null],
      ]);
      for (const entry of entries.slice(0, 3)) {
        expect(entry).toMatchObject({
          actor: { kind: 'user', id: alice.userId },
          client_id: clientId,
          outcome: 'accepted',
        });
        expect(Date.parse(String(entry['time']))).toBeGreaterThanOrEqual(since);
      }
      expect(entries[3]).toMatchObject({ actor: { kind: 'client', id: 'test-service' } });

      const blocks = await as(bob).get(`/audit?client_id=${clientId}&type=AppBlocked`, command);
      expect(blocks.body['entries']).toMatchObject([{ type: 'AppBlocked', client_id: clientId }]);
      const others = await as(bob).get(`/audit?client_id=${clientId}&actor=${bob.userId}`, command);
      expect(others.body).toEqual({ entries: [] });
    });

    it('A2 comes in pages that a cursor of another search doesn’t open', async () => {
      const { clientId } = await registerApp(platform());
      const command = await act(clientId);
      const types: unknown[] = [];
      let cursor = '';
      do {
        const { body } = await as(bob).get(`/audit?client_id=${clientId}&limit=1${cursor}`, command);
        types.push(...(body['entries'] as Row[]).map(({ type }) => type));
        const next = body['nextCursor'];
        cursor = typeof next === 'string' ? `&cursor=${encodeURIComponent(next)}` : '';
      } while (cursor !== '');
      expect(types).toEqual(['AppUnblocked', 'AppBlocked', 'AppTokensRevoked', 'AppRegistered']);
      const { body } = await as(bob).get('/audit?limit=1', command);
      const foreign = `cursor=${encodeURIComponent(String(body['nextCursor']))}`;
      expectProblem(await as(bob).get(`/audit?client_id=${clientId}&${foreign}`), 400, 'BAD_CURSOR');
    });

    it('A2 is exported as NDJSON, entry by entry what the list says', async () => {
      const { clientId } = await registerApp(platform());
      const command = await act(clientId);
      const { body } = await as(bob).get(`/audit?client_id=${clientId}`, command);
      const answer = await as(bob).get(`/audit/export?format=ndjson&client_id=${clientId}`, command);
      expect(answer.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-.*\.ndjson"$/);
      const lines = answer.text.trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(body['entries']);
    });

    it('A2 is exported as CSV with a header, quoted, and without a formula', async () => {
      const { clientId } = await registerApp(platform());
      const command = await act(clientId);
      const answer = await as(bob).get(`/audit/export?format=csv&client_id=${clientId}`, command);
      expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
      const [head = '', ...records] = answer.text.trimEnd().split('\r\n');
      expect(head).toMatch(/^id,type,actor_kind,actor_id,reason,time,/);
      expect(records).toHaveLength(4);
      expect(records[0]).toContain(`AppUnblocked,user,${alice.userId},'=A2(),`);
      expect(records[1]).toContain(`AppBlocked,user,${alice.userId},"A2: ""seen"", in the wild",`);
    });

    it('A2 never shows a secret, a password or a token', async () => {
      const app = await registerApp(platform());
      const token = await platform().api.clientToken(app.clientId, app.clientSecret);
      const command = await act(app.clientId);
      const { text } = await as(bob).get('/audit/export?format=ndjson', command);
      expect(text).toContain(app.clientId);
      for (const secret of [app.clientSecret, token, alice.password, alice.token, alice.username])
        expect(text).not.toContain(secret);
    });
  });
});
