import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#domain';
import {
  type Administrator,
  registerConsole,
  signInAdministrator,
} from '../../platform/actors/administrators.js';
import type { Answer } from '../../platform/api/api-client.js';
import { registerApp, type TestApp } from '../../platform/actors/apps.js';
import { sentBack } from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import type { Platform } from '../../platform/processes/platform.js';
import { expectProblem } from '../../platform/api/problems.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { expectPage, revocationPage, revocationsListed } from '../../platform/pages/revocation-pages.js';
import { until } from '../../platform/until.js';
import type { SignInApp } from '../../platform/actors/user-sign-in.js';

type Row = Record<string, unknown>;

const ADMINISTRATOR: Role = 'administrator';

inBothModes('approvals', (platform) => {
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

  describe('A3 two-person approval', () => {
    const THRESHOLD = 2;

    /** Asks for another threshold as whoever saw the settings just now. */
    const askThreshold = async (threshold: number | null): Promise<Answer> => {
      const { api } = platform();
      const { headers } = await api.get('/organization/settings');
      const answer = await api.call('PATCH', '/organization/settings', {
        body: { approval_threshold: threshold },
        headers: { 'if-match': String(headers.get('etag')) },
      });
      expect(answer.status).toBe(202);
      return answer;
    };
    /** Sets the threshold, with a second person where that is needed. */
    const setThreshold = async (threshold: number | null): Promise<void> => {
      const asked = await askThreshold(threshold);
      if (asked.body['status'] !== 'approval-required') return;
      expect((await as(bob).post(`${String(asked.headers.get('location'))}/approve`)).status).toBe(202);
    };
    const thresholdNow = async (): Promise<unknown> =>
      (await platform().api.get('/organization/settings')).body['approval_threshold'];
    beforeAll(() => setThreshold(THRESHOLD));
    afterAll(() => setThreshold(null));

    /** An app with so many active tokens, all counted. */
    const appWith = async (count: number): Promise<TestApp & { readonly token: string }> => {
      const app = await registerApp(platform());
      const token = await tokensCounted(platform(), app, count);
      await server.accepts(token);
      return { ...app, token };
    };
    const ask = async (by: Administrator, clientId: string): Promise<string> => {
      const asked = await as(by).post(`/apps/${clientId}/revoke`, { reason: 'breach' });
      expect(asked).toMatchObject({ status: 202, body: { id: null, status: 'approval-required' } });
      const location = String(asked.headers.get('location'));
      expect(location).toBe(`/approvals/${String(asked.body['approval_id'])}`);
      return location;
    };

    it('A3 is off by default', async () => {
      await setThreshold(null);
      try {
        const app = await appWith(THRESHOLD + 1);
        await expectPage(platform(), await as(alice).post(`/apps/${app.clientId}/revoke`), {});
      } finally {
        await setThreshold(THRESHOLD);
      }
    });

    it('A3 the threshold is raised, or switched off, by two persons only', async () => {
      for (const threshold of [THRESHOLD + 1, null]) {
        const asked = await askThreshold(threshold);
        expect(asked.body['status']).toBe('approval-required');
        const location = String(asked.headers.get('location'));
        expect(await thresholdNow()).toBe(THRESHOLD);
        const { token } = await signInAdministrator(platform(), console, { permissions: ['approvals:give'] });
        expectProblem(
          await platform().api.post(`${location}/approve`, {}, { token }),
          403,
          'INSUFFICIENT_SCOPE',
        );
        expect((await as(bob).post(`${location}/approve`)).body['status']).toBe('accepted');
        expect(await thresholdNow()).toBe(threshold);
        expect((await askThreshold(THRESHOLD)).body['status']).toBe('accepted');
      }
    });

    it('A3 above the threshold nothing happens until another one approves; the page names both', async () => {
      const app = await appWith(THRESHOLD + 1);
      const before = await revocationsListed(platform());
      const location = await ask(alice, app.clientId);
      expectProblem(await as(alice).post(`${location}/approve`), 403, 'APPROVAL_OWN_REQUEST');
      expect((await as(bob).get(location)).body).toMatchObject({
        status: 'pending',
        operation: `POST /apps/${app.clientId}/revoke`,
        count: THRESHOLD + 1,
        reason: 'breach',
        requested_by: { kind: 'user', id: alice.userId },
        decided_by: null,
      });
      expect(await revocationsListed(platform())).toEqual(before);
      expect((await server.call(app.token)).status).toBe(200);

      const given = await as(bob).post(`${location}/approve`, { reason: 'seen it too' });
      await expectPage(platform(), given, { type: 'AppTokensRevoked', subject: app.clientId });
      await server.refuses(app.token, 'app-revoked');
      const { reason, actor } = await revocationPage(platform(), given);
      expect(String(reason)).toMatch(/^breach /);
      expect(String(reason)).toContain(alice.userId);
      expect(actor).toMatchObject({ kind: 'user', id: bob.userId });
      expect((await as(alice).get(location)).body).toMatchObject({
        status: 'given',
        decided_by: { kind: 'user', id: bob.userId },
      });
      const { body } = await as(bob).get(`/audit?actor=${bob.userId}&type=ApprovalGiven&limit=1`, given);
      expect(body['entries']).toMatchObject([{ reason: 'seen it too', outcome: 'accepted' }]);
    });

    it('A3 what is declined doesn’t happen, and can’t be approved any more', async () => {
      const app = await appWith(THRESHOLD + 1);
      const location = await ask(alice, app.clientId);
      expect((await as(bob).post(`${location}/decline`, { reason: 'not now' })).status).toBe(202);
      expect((await as(alice).get(location)).body['status']).toBe('declined');
      expectProblem(await as(bob).post(`${location}/approve`), 409, 'APPROVAL_ALREADY_DECIDED');
      expect((await server.call(app.token)).status).toBe(200);
    });

    it('A3 of two who approve at once one wins, and it is revoked once', async () => {
      const app = await appWith(THRESHOLD + 1);
      const third = await signInAdministrator(platform(), console, {
        permissions: ['approvals:give', 'tokens:revoke'],
      });
      const location = await ask(alice, app.clientId);
      const before = await revocationsListed(platform());
      const answers = await Promise.all([bob, third].map((by) => as(by).post(`${location}/approve`)));
      const [winner, loser] = [...answers].sort((a, b) => a.status - b.status);
      if (winner === undefined || loser === undefined) throw new Error('Two have answered.');
      expect(winner.status).toBe(202);
      expectProblem(loser, 409, 'APPROVAL_ALREADY_DECIDED');
      await server.refuses(app.token, 'app-revoked');
      const after = await revocationsListed(platform(), winner);
      expect(after.map(({ id }) => id)).toEqual([winner.body['id'], ...before.map(({ id }) => id)]);
    });

    it('A3 at the threshold, or to block, one person is enough', async () => {
      const few = await appWith(THRESHOLD);
      expect((await as(alice).post(`/apps/${few.clientId}/revoke`)).body['status']).toBe('accepted');
      await server.refuses(few.token, 'app-revoked');
      const many = await appWith(THRESHOLD + 1);
      expect((await as(alice).post(`/apps/${many.clientId}/block`)).body['status']).toBe('accepted');
      await server.refuses(many.token, 'app-blocked');
    });

    it('A3 holds for a selection and through the Connect API as well', async () => {
      const app = await appWith(THRESHOLD + 1);
      const items = [{ client_id: app.clientId }];
      const selected = await as(alice).post('/revocations', { items });
      expect(selected.body['status']).toBe('approval-required');
      const { token } = alice;
      const deleted = await platform().api.delete(`/apps/oauth/usage/${app.clientId}/tokens`, { token });
      expect(deleted).toMatchObject({ status: 202, body: { status: 'approval-required' } });
      expect((await server.call(app.token)).status).toBe(200);
      const given = await as(bob).post(`${String(selected.headers.get('location'))}/approve`);
      expect(given.body['outcomes']).toMatchObject([{ status: 'accepted' }]);
      await server.refuses(app.token, 'app-revoked');
    });
  });
});

/** Issues tokens to an app and waits until that many are counted; answers one of them. */
async function tokensCounted({ api }: Platform, app: TestApp, count: number): Promise<string> {
  const tokens: string[] = [];
  for (let i = 0; i < count; i += 1) tokens.push(await api.clientToken(app.clientId, app.clientSecret));
  await until('the tokens are counted', async () => {
    const { body } = await api.post(`/apps/${app.clientId}/revoke`, { dry_run: true });
    return (body['counts'] as { tokens: Row }).tokens['access'] === count;
  });
  return tokens[0] ?? '';
}
