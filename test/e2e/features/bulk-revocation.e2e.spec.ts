import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { CookieBrowser } from '#apps/issuer/testing';
import type { Answer } from '../../platform/api/api-client.js';
import { registerApp } from '../../platform/actors/apps.js';
import {
  ACTIVE,
  expectAlive as expectAliveAt,
  expectRefreshRefused,
  type Holding,
  obtainHolding,
  revokedBecause,
  tokenPage,
} from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { expectPage, revocationsListed } from '../../platform/pages/revocation-pages.js';
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

inBothModes('bulk revocation', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  const newApp = (): Promise<SignInApp> => registerSignInApp(platform(), 'confidential');
  const newUser = (): Promise<TestUser> => registerUser(platform());
  const hold = (app: SignInApp, user: TestUser): Promise<Holding> => obtainHolding(platform(), app, user);
  const post = (path: string, body: object): Promise<Answer> => platform().api.post(path, body);
  const expectAlive = (holding: Holding, command?: Answer) =>
    expectAliveAt(platform(), server, holding, command);

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
});
