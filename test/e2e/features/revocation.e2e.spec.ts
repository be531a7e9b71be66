import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { registerConsole, signInAdministrator } from '../../platform/actors/administrators.js';
import type { Answer } from '../../platform/api/api-client.js';
import { registerApp } from '../../platform/actors/apps.js';
import {
  ACTIVE,
  expectAlive as expectAliveAt,
  expectEnded as expectEndedAt,
  type Holding,
  obtainHolding,
  revokedBecause,
  sentBack,
  tokenPage,
} from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import {
  expectPage,
  propagated,
  revocationPage,
  revocationsListed,
} from '../../platform/pages/revocation-pages.js';
import { until } from '../../platform/until.js';
import {
  refresh,
  registerSignInApp,
  registerUser,
  type SignInApp,
  type TestUser,
  tokensIn,
} from '../../platform/actors/user-sign-in.js';

type Row = Record<string, unknown>;

/** Both of an organisation's tokens, and what edges and pages say of them, whoever revoked them and how. */
inBothModes('revocation', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  const newApp = (): Promise<SignInApp> => registerSignInApp(platform(), 'confidential');
  const newUser = (): Promise<TestUser> => registerUser(platform());
  const hold = (app: SignInApp, user: TestUser): Promise<Holding> => obtainHolding(platform(), app, user);
  const post = (path: string, body: object): Promise<Answer> => platform().api.post(path, body);
  const expectEnded = (holding: Holding, reason: string, command: Answer) =>
    expectEndedAt(platform(), server, holding, reason, command);
  const expectAlive = (holding: Holding, command?: Answer) =>
    expectAliveAt(platform(), server, holding, command);
  /** Whether the page of an app's user shows that an active token is left. */
  const isActive = async ({ app, user }: Holding, command: Answer): Promise<unknown> => {
    const path = `/apps/${app.clientId}/users/${user.userId}`;
    return (await platform().api.get(path, { headers: sentBack(command) })).body['active'];
  };

  it('R1 one access token by its id ends alone: its grant gives another one, and a neighbour lives', async () => {
    const [app, user] = [await newApp(), await newUser()];
    const [lost, kept] = [await hold(app, user), await hold(app, user)];
    const command = await post('/tokens/revoke', { jti: lost.accessId, reason: 'found in a log' });
    await expectPage(platform(), command, {
      type: 'TokenRevoked',
      subject: lost.accessId,
      reason: 'found in a log',
    });
    await server.refuses(lost.access, 'token-revoked');
    const page = await tokenPage(platform(), lost.accessId, command);
    expect(page).toMatchObject(revokedBecause('token-revoked'));
    expect(await tokenPage(platform(), lost.refreshId, command)).toMatchObject(ACTIVE);
    await server.accepts(tokensIn(await refresh(platform(), app, lost.refresh)).access);
    await expectAlive(kept, command);
  });

  it('R1 one refresh token ends, by the request that its page names, with all that its grant gave', async () => {
    const [app, user] = [await newApp(), await newUser()];
    const [lost, kept] = [await hold(app, user), await hold(app, user)];
    const { revoke } = (await tokenPage(platform(), lost.refreshId)) as { revoke: Row };
    const command = await platform().api.call(String(revoke['method']), String(revoke['path']), {
      body: { ...(revoke['body'] as Row), reason: 'lost phone' },
    });
    await expectPage(platform(), command, {
      type: 'GrantRevoked',
      subject: lost.grantId,
      reason: 'lost phone',
    });
    await expectEnded(lost, 'grant-revoked', command);
    await expectAlive(kept, command);
  });

  it('R1 one token ends by its address in the Connect API: 204', async () => {
    const [app, user] = [await newApp(), await newUser()];
    const [lost, kept] = [await hold(app, user), await hold(app, user)];
    const command = await platform().api.delete(`/apps/oauth/usage/tokens/${lost.refreshId}`);
    expect(command.status).toBe(204);
    await expectEnded(lost, 'grant-revoked', command);
    await expectAlive(kept, command);
  });

  it('R2 what a user holds of an app ends; other users of it, and the user’s other apps, go on', async () => {
    const [app, otherApp, ann, bob] = [await newApp(), await newApp(), await newUser(), await newUser()];
    const ended = [await hold(app, ann), await hold(app, ann)];
    const kept = [await hold(app, bob), await hold(otherApp, ann)];
    const path = `/users/${ann.userId}/apps/${app.clientId}/revoke`;
    const command = await post(path, { reason: 'left the team' });
    await expectPage(platform(), command, {
      type: 'UserAppTokensRevoked',
      clientId: app.clientId,
      userId: ann.userId,
      reason: 'left the team',
    });
    for (const holding of ended) await expectEnded(holding, 'user-app-revoked', command);
    for (const holding of kept) await expectAlive(holding, command);
    const shown = await Promise.all([...ended, ...kept].map((holding) => isActive(holding, command)));
    expect(shown).toEqual([false, false, true, true]);
    const anew = await hold(app, ann);
    await server.accepts(anew.access);
    expect(await isActive(anew, command)).toBe(true);
  });

  it('R3 everything of an app ends, and the app leaves the list of those in use; other apps go on', async () => {
    const [app, otherApp, ann, bob] = [await newApp(), await newApp(), await newUser(), await newUser()];
    const [ofAnn, ofBob, kept] = [await hold(app, ann), await hold(app, bob), await hold(otherApp, ann)];
    const command = await post(`/apps/${app.clientId}/revoke`, { reason: 'leaked secret' });
    await expectPage(platform(), command, {
      type: 'AppTokensRevoked',
      subject: app.clientId,
      reason: 'leaked secret',
    });
    for (const holding of [ofAnn, ofBob]) await expectEnded(holding, 'app-revoked', command);
    await expectAlive(kept, command);
    const users = await platform().api.get(`/apps/${app.clientId}/users`, { headers: sentBack(command) });
    expect((users.body['users'] as Row[]).map(({ active }) => active)).toEqual([false, false]);
    await until('the app has left the list', async () => {
      const { text } = await platform().api.get('/apps/oauth/usage?pageSize=1000');
      return text.includes(otherApp.clientId) && !text.includes(app.clientId);
    });
  });

  it('R4 selected users of an app end by one command, each with an outcome and a page', async () => {
    const app = await newApp();
    const [ann, bob, eve] = [
      await hold(app, await newUser()),
      await hold(app, await newUser()),
      await hold(app, await newUser()),
    ];
    const selected = [ann, bob];
    const items = selected.map(({ user }) => ({ user_id: user.userId, client_id: app.clientId }));
    const command = await post('/revocations', { items, reason: 'two of three' });
    expect(command.status).toBe(202);
    const outcomes = command.body['outcomes'] as Row[];
    expect(outcomes).toMatchObject(items.map((item) => ({ item, status: 'accepted' })));
    for (const holding of selected) await expectEnded(holding, 'user-app-revoked', command);
    await expectAlive(eve, command);
    for (const [index, { location }] of outcomes.entries()) {
      const page = await platform().api.get(String(location), { headers: sentBack(command) });
      const { user } = selected[index] ?? ann;
      expect(page.body).toMatchObject({ userId: user.userId, reason: 'two of three' });
    }
  });

  it('R4 any mixed selection gives one outcome per item, in order; what can’t be is refused by itself', async () => {
    const [app, whole] = [await newApp(), await newApp()];
    const of = async (by = app) => hold(by, await newUser());
    const [token, grant, session, user] = [await of(), await of(), await of(), await of()];
    const [all, kept] = [await of(whole), await of()];
    const command = await post('/revocations', {
      items: [
        { token_id: token.accessId },
        { client_id: 'nobody' },
        { grant_id: grant.grantId },
        { session_id: session.sessionId },
        { user_id: user.user.userId },
        { client_id: whole.clientId },
      ],
      reason: 'clean-up',
    });
    expect(command.status).toBe(202);
    expect((command.body['outcomes'] as Row[]).map(({ status }) => status)).toEqual([
      'accepted',
      'refused',
      'accepted',
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect((command.body['outcomes'] as Row[])[1]).toMatchObject({
      problem: { status: 404, code: 'APP_NOT_FOUND' },
    });
    await server.refuses(token.access, 'token-revoked');
    await expectEnded(grant, 'grant-revoked', command);
    await expectEnded(session, 'session-revoked', command);
    await expectEnded(user, 'user-revoked', command);
    await expectEnded(all, 'app-revoked', command);
    await expectAlive(kept, command);
  });

  it('R5 everything of a user ends over all apps; other users go on, and the user may sign in again', async () => {
    const [app, otherApp, ann] = [await newApp(), await newApp(), await newUser()];
    const ended = [await hold(app, ann), await hold(otherApp, ann)];
    const kept = await hold(app, await newUser());
    const command = await post(`/users/${ann.userId}/revoke`, { reason: 'left the company' });
    await expectPage(platform(), command, {
      type: 'UserTokensRevoked',
      subject: ann.userId,
      reason: 'left the company',
    });
    for (const holding of ended) {
      await expectEnded(holding, 'user-revoked', command);
      expect(await isActive(holding, command)).toBe(false);
    }
    await expectAlive(kept, command);
    await server.accepts((await hold(app, ann)).access);
  });

  it('R7 a revocation’s page says who, why, when, what it covered, and names the edges that lag', async () => {
    const { api } = platform();
    const holding = await hold(await newApp(), await newUser());
    const console = await registerConsole(platform());
    const admin = await signInAdministrator(platform(), console, { roles: ['app-administrator'] });
    const lagging = (await api.post('/edges', { name: 'nobody runs it' })).body['edge_id'];
    const since = Date.now();
    const command = await api.post(
      `/apps/${holding.app.clientId}/revoke`,
      { reason: 'Ticket 4711: “leaked”', covers: ['access', 'refresh'] },
      { token: admin.token },
    );
    await expectEnded(holding, 'app-revoked', command);
    const page = await revocationPage(platform(), command);
    expect(page).toMatchObject({
      type: 'AppTokensRevoked',
      subject: holding.app.clientId,
      subjectKind: 'app',
      actor: { kind: 'user', id: admin.userId, name: admin.username },
      reason: 'Ticket 4711: “leaked”',
      covers: ['access', 'refresh'],
      effects: command.body['effects'],
    });
    const at = Date.parse(String(page['time']));
    expect([at >= since, at <= Date.now()]).toEqual([true, true]);

    const far = await until('the running edges apply it', async () => {
      const { body } = await api.get(String(page['propagationUrl']));
      const { total, applied } = body['edges'] as { total: number; applied: number };
      return applied === total - 1 ? body : null;
    });
    expect(far).toMatchObject({
      complete: false,
      edges: { laggards: [{ edgeId: lagging, name: 'nobody runs it' }] },
      latencyMs: { max: expect.any(Number) },
    });
    await api.delete(`/edges/${String(lagging)}`);
    expect(await propagated(platform(), page)).toMatchObject({ edges: { laggards: [] } });
  });

  it('R7 a revocation’s page says how far what lists sort and filter by is brought up to date', async () => {
    const { app } = await hold(await newApp(), await newUser());
    const command = await post(`/apps/${app.clientId}/revoke`, { covers: ['access', 'refresh'] });
    const refreshed = await until('it is brought up to date', async () => {
      const page = await revocationPage(platform(), command);
      const progress = page['refreshed'] as { done: number; finished_at: string | null };
      return progress.finished_at === null ? null : progress;
    });
    expect(refreshed.done).toBeGreaterThan(0);
    const active = await platform().api.get('/apps?active=true&limit=200', { headers: sentBack(command) });
    expect(active.status).toBe(200);
    expect(active.text).not.toContain(app.clientId);
  });

  it('R7 every revocation is on the list with its page, the newest first', async () => {
    const { clientId } = await registerApp(platform());
    const commands = [
      await post('/tokens/revoke', { jti: `lost-${clientId}`, reason: 'one' }),
      await post(`/apps/${clientId}/block`, { reason: 'two' }),
      await post(`/apps/${clientId}/unblock`, { reason: 'three' }),
      await post(`/users/${clientId}/revoke`, { reason: 'four' }),
    ];
    const listed = await revocationsListed(platform(), commands.at(-1));
    expect(listed.slice(0, 4).map(({ reason }) => reason)).toEqual(['four', 'three', 'two', 'one']);
    expect(listed.slice(0, 4).map(({ id }) => id)).toEqual(commands.map(({ body }) => body['id']).reverse());
    for (const { id } of listed.slice(0, 4))
      expect((await platform().api.get(`/revocations/${String(id)}`)).status).toBe(200);
  });
});
