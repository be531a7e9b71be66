import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { CookieBrowser } from '#apps/issuer/testing';
import { registerConsole, signInAdministrator } from '../../platform/administrators.js';
import type { Answer } from '../../platform/api-client.js';
import { registerApp } from '../../platform/apps.js';
import {
  ACTIVE,
  expectAlive as expectAliveAt,
  expectEnded as expectEndedAt,
  expectRefreshRefused,
  type Holding,
  obtainHolding,
  revokedBecause,
  sentBack,
  tokenPage,
} from '../../platform/holdings.js';
import { type ForeignToken, startForeignIssuer } from '../../platform/foreign-issuer.js';
import { inBothModes } from '../../platform/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/resource-server.js';
import {
  expectPage,
  propagated,
  revocationPage,
  revocationsListed,
} from '../../platform/revocation-pages.js';
import { until } from '../../platform/until.js';
import {
  refresh,
  registerSignInApp,
  registerUser,
  type SignInApp,
  type TestUser,
  tokensIn,
} from '../../platform/user-sign-in.js';

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

  it('R6 the first step warns, says what will and will not end, counts it, and does nothing', async () => {
    const holding = await hold(await newApp(), await newUser());
    const before = await revocationsListed(platform());
    const preview = await post('/keys/rotate', { mode: 'revoke', reason: 'the key leaked' });
    expect(preview.status).toBe(200);
    expect(preview.body).toMatchObject({
      operation: 'POST /keys/rotate',
      covers: { kinds: ['access'], formats: ['JWT'] },
      warning: expect.stringContaining('cannot be undone'),
      confirmation: expect.any(String),
    });
    const { leaves, counts } = preview.body as Record<string, Row>;
    expect(leaves?.['description']).toMatch(/^Refresh tokens.*sign-in sessions.*opaque tokens/);
    expect((leaves?.['commands'] as Row[]).map(({ operation }) => operation)).toContain(
      'POST /organization/revoke',
    );
    const { access, refresh: refreshTokens } = counts?.['tokens'] as Record<string, number>;
    expect([Number(access) > 0, refreshTokens]).toEqual([true, 0]);
    expect(Date.parse(String(preview.body['expires_at'])) - Date.now()).toBeLessThan(10 * 60_000);
    await expectAlive(holding);
    expect(await revocationsListed(platform())).toEqual(before);
  });

  it('R6 the second step ends every JWT, names what it covered, and leaves refresh tokens and sessions', async () => {
    const { api } = platform();
    const [app, user, browser] = [await newApp(), await newUser(), new CookieBrowser(fetch)];
    const holding = await obtainHolding(platform(), app, user, browser);
    const command = await api.confirm('/keys/rotate', { mode: 'revoke', reason: 'the key leaked' });
    expect(command).toMatchObject({
      status: 202,
      body: { covered: { kinds: ['access'], formats: ['JWT'] } },
    });
    await server.refuses(holding.access, 'key-revoked');
    await until('the administrator’s own is refused', async () => (await api.get('/tokens')).status === 401);
    api.forget();
    await until('a new one works', async () => {
      api.forget();
      return (await api.get('/tokens')).status === 200;
    });
    await expectPage(platform(), command, {
      type: 'SigningKeysRotated',
      covers: ['access'],
      reason: 'the key leaked',
    });
    const page = await tokenPage(platform(), holding.accessId, command);
    expect(page).toMatchObject(revokedBecause('key-revoked'));
    expect(await tokenPage(platform(), holding.refreshId, command)).toMatchObject(ACTIVE);

    const next = tokensIn(await refresh(platform(), app, holding.refresh));
    const kid = (token: string): string | undefined => decodeProtectedHeader(token).kid;
    expect(kid(next.access)).not.toBe(kid(holding.access));
    await server.accepts(next.access);
    // Who still has a session isn't asked for the password.
    const again = await obtainHolding(platform(), app, { ...user, password: 'not asked for' }, browser);
    await server.accepts(again.access);
  });

  it('R6 refresh tokens and sessions have explicit commands of their own', async () => {
    const { api } = platform();
    const [app, user, browser] = [await newApp(), await newUser(), new CookieBrowser(fetch)];
    const holding = await obtainHolding(platform(), app, user, browser);
    const grants = await api.confirm('/organization/revoke', { covers: ['refresh'] });
    expect(grants.body['covered']).toMatchObject({ kinds: ['refresh'] });
    const page = await tokenPage(platform(), holding.refreshId, grants);
    expect(page).toMatchObject(revokedBecause('org-revoked'));
    await expectRefreshRefused(platform(), holding);
    expect(await tokenPage(platform(), holding.accessId, grants)).toMatchObject(ACTIVE);
    expect((await server.call(holding.access)).status).toBe(200);

    const unasked = { ...user, password: 'not asked for' };
    await obtainHolding(platform(), app, unasked, browser);
    const sessions = await api.confirm('/organization/revoke', { covers: ['session'] });
    expect(sessions.body['covered']).toMatchObject({ kinds: ['session'] });
    await until('the user is asked for the password', async () => {
      const signedIn = obtainHolding(platform(), app, unasked, browser);
      return signedIn.then(
        () => false,
        (error: unknown) => String(error).includes('without a redirect'),
      );
    });
    expect((await server.call(holding.access)).status).toBe(200);
    await obtainHolding(platform(), app, user, browser);
  });

  it('R6 every bulk command can be looked at before, with exact counts, and nothing happens', async () => {
    const holding = await hold(await newApp(), await newUser());
    const [clientId, userId] = [holding.app.clientId, holding.user.userId];
    const before = await revocationsListed(platform());
    const own = { apps: 1, users: 1, tokens: { access: 1, refresh: 1 }, at_least: false };
    const commands: readonly (readonly [string, object, object])[] = [
      [`/apps/${clientId}/revoke`, {}, own],
      [`/apps/${clientId}/block`, {}, own],
      [`/users/${userId}/revoke`, {}, own],
      [`/users/${userId}/apps/${clientId}/revoke`, {}, own],
      ['/revocations', { items: [{ grant_id: holding.grantId }, { client_id: clientId }] }, own],
      ['/organization/revoke', {}, {}],
      ['/keys/rotate', { mode: 'revoke' }, {}],
    ];
    for (const [path, body, counts] of commands) {
      const preview = await post(path, { ...body, dry_run: true });
      expect(preview).toMatchObject({ status: 200, body: { operation: `POST ${path}`, counts } });
    }
    await expectAlive(holding);
    expect(await revocationsListed(platform())).toEqual(before);
  });

  it('R6 a confirmation holds for the counts that were seen: grown by more, it answers how it is now', async () => {
    const { api } = platform();
    const { clientId, clientSecret } = await registerApp(platform());
    const path = `/apps/${clientId}/revoke`;
    const token = await api.clientToken(clientId, clientSecret);
    const look = async (): Promise<Row> => (await post(path, { dry_run: true })).body;
    const counted = (count: number) =>
      until(`${String(count)} tokens are counted`, async () => {
        const preview = await look();
        const { tokens } = preview['counts'] as { tokens: { access: number } };
        return tokens.access === count ? preview : null;
      });
    const seen = await counted(1);
    for (let i = 0; i < 11; i += 1) await api.clientToken(clientId, clientSecret);
    await counted(12);
    const outdated = await post(path, { confirmation: seen['confirmation'] });
    expect(outdated).toMatchObject({ status: 409, body: { code: 'CONFIRMATION_OUTDATED' } });
    expect(outdated.body['counts']).toMatchObject({ tokens: { access: 12 } });
    expect((await server.call(token)).status).toBe(200);
    const command = await post(path, { confirmation: outdated.body['confirmation'] });
    await expectPage(platform(), command, { type: 'AppTokensRevoked' });
    await server.refuses(token, 'app-revoked');
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

  it('R8 only tokens that were issued here are listed, not those that were only revoked or presented', async () => {
    const { api, issuer } = platform();
    const holding = await hold(await newApp(), await newUser());
    const foreign = `foreign-${holding.accessId}`;
    const command = await post('/tokens/revoke', { jti: foreign, iss: 'https://elsewhere.example' });
    const own = await post('/tokens/revoke', { jti: `never-${holding.accessId}` });
    expect([command.body['status'], own.body['status']]).toEqual(['accepted', 'accepted']);
    await server.call(`${holding.access.slice(0, -4)}AAAA`);

    const ids: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await api.get(`/tokens?limit=200${cursor}`, { headers: sentBack(own) });
      for (const { token_id: id, iss } of body['tokens'] as Row[]) {
        expect(iss).toBe(issuer);
        ids.push(id);
      }
      const next = body['nextCursor'];
      cursor = typeof next === 'string' ? `&cursor=${encodeURIComponent(next)}` : '';
    } while (cursor !== '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([holding.accessId, holding.refreshId]));
    for (const unknown of [foreign, `never-${holding.accessId}`]) {
      expect(ids).not.toContain(unknown);
      const page = await api.get(`/tokens/${unknown}`);
      expect([page.status, page.body['code']]).toEqual([404, 'TOKEN_NOT_FOUND']);
    }
  });

  it('R8 tokens that a registered foreign issuer reported are listed beside ours, and end in the same ways', async () => {
    const { api, url } = platform();
    const partner = await startForeignIssuer(url);
    const edge = await startResourceServer(platform(), 'accepts a partner', { others: [partner.options] });
    try {
      const clientId = `crm-${partner.iss.slice(8, 16)}`;
      const [one, two, three] = [
        await partner.sign(clientId, `pat-${clientId}`),
        await partner.sign(clientId, `kim-${clientId}`),
        await partner.sign(clientId, `lee-${clientId}`),
      ];
      const report = () => {
        const tokens = [one, two, three].map(({ claims }) => claims);
        return api.post('/issuers/tokens', { iss: partner.iss, tokens });
      };
      const early = await report();
      expect([early.status, early.body['code']]).toEqual([404, 'ISSUER_NOT_FOUND']);
      await partner.register(api);
      expect((await report()).body).toMatchObject({ reported: 3, known: 0, new_client_ids: [clientId] });
      for (const { text } of [one, two, three]) await edge.accepts(text);

      const page = ({ claims }: ForeignToken) => api.get(`/tokens/${claims.jti}`);
      const listed = await until('they are listed', async () => {
        const { body } = await api.get(`/tokens?client_id=${clientId}`);
        const rows = (body['tokens'] ?? []) as Row[];
        return rows.length === 3 && rows;
      });
      expect(listed.map(({ iss, status }) => [iss, status])).toEqual(
        Array.from({ length: 3 }, () => [partner.iss, 'active']),
      );

      const { path, body } = (await page(one)).body['revoke'] as { path: string; body: object };
      expect((await post(path, body)).status).toBe(202);
      await edge.refuses(one.text, 'token-revoked');
      expect((await post(`/users/${two.claims.sub}/apps/${clientId}/revoke`, {})).status).toBe(202);
      await edge.refuses(two.text, 'user-app-revoked');
      await edge.accepts(three.text);
      expect((await post(`/apps/${clientId}/block`, {})).status).toBe(202);
      await edge.refuses(three.text, 'app-blocked');
      const reasons = await Promise.all([one, two, three].map(page));
      expect(reasons.map((answer) => answer.body['status'])).toEqual(['revoked', 'revoked', 'revoked']);
    } finally {
      await edge.close();
      partner.close();
    }
  });
});
