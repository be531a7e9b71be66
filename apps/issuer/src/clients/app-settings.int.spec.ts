import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { ClientMetadata } from '#domain';
import { answerOf, denialsOf, FROM_HERE, given } from '../testing/governance.js';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';
import {
  authorizationRequest,
  exchange,
  passPages,
  REDIRECT_URI,
  refresh,
  signIn,
  SIGN_IN_APP,
  type Tokens,
} from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const MOVED = 'https://moved.example/cb';
const WHOLE: ClientMetadata = {
  ...SIGN_IN_APP,
  client_name: 'Invoices',
  token_endpoint_auth_method: 'client_secret_basic',
};
let harness: IssuerHarness;
let userId: string;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  userId = await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

function change({ clientId }: TestApp, changes: Partial<ClientMetadata>): Promise<void> {
  return given(harness, {
    type: 'AppSettingsChanged',
    data: { clientId, metadata: { ...WHOLE, ...changes } },
  });
}

/** An app that was used, so that everything that is kept of it is kept. */
async function usedApp(changes: Partial<ClientMetadata> = {}): Promise<{ app: TestApp; tokens: Tokens }> {
  const app = await harness.registerApp({ ...WHOLE, ...changes });
  return { app, tokens: await signIn(harness, app, USER) };
}

async function begin(app: TestApp, params: Record<string, string>, browser = harness.browser()) {
  return browser.follow(authorizationRequest(harness, app, params).url, PUBLIC_URL);
}

const scopesOf = (token: string) => decodeJwt(token)['scope'];

describe('changed settings hold at once for', () => {
  it('redirect URIs', async () => {
    const { app } = await usedApp();
    await change(app, { redirect_uris: [MOVED] });
    expect((await begin(app, {})).response.status).toBe(400);
    expect((await begin(app, { redirect_uri: MOVED })).response.status).toBe(200);
    await change(app, {});
    expect((await begin(app, {})).response.status).toBe(200);
    expect((await begin(app, { redirect_uri: MOVED })).response.status).toBe(400);
  });

  it('redirect URIs, also of a request whose page is open', async () => {
    const { app } = await usedApp();
    const browser = harness.browser();
    const { url } = await begin(app, {}, browser);
    await change(app, { redirect_uris: [MOVED] });
    const answer = await browser.submit(url, { ...USER, action: 'sign-in' });
    const reached = await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL);
    expect([reached.response.status, reached.url.startsWith(PUBLIC_URL)]).toEqual([400, true]);
  });

  it('grant types, for new and for old tokens', async () => {
    const { app, tokens } = await usedApp();
    await change(app, { grant_types: ['authorization_code'] });
    const refused = [400, expect.objectContaining({ error: 'unauthorized_client' })];
    expect(await answerOf(refresh(harness, app, tokens.refresh_token))).toEqual(refused);
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, reason: 'flow-blocked' }]);
    expect(await signIn(harness, app, USER)).not.toHaveProperty('refresh_token');
    await change(app, { grant_types: [...SIGN_IN_APP.grant_types, 'client_credentials'] });
    expect((await harness.post('/token', { grant_type: 'client_credentials' }, app)).status).toBe(200);
    expect((await refresh(harness, app, tokens.refresh_token)).status).toBe(200);
  });

  it('the way in which the app authenticates', async () => {
    const { app } = await usedApp();
    const redeem = async (authenticated: boolean) => {
      const { url, verifier } = authorizationRequest(harness, app);
      const code = (await passPages(harness.browser(), url, USER)).searchParams.get('code') ?? '';
      if (authenticated) return (await exchange(harness, app, code, verifier)).status;
      const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
      const { clientId: client_id } = app;
      return (await harness.post('/token', { ...fields, code_verifier: verifier, client_id })).status;
    };
    expect([await redeem(true), await redeem(false)]).toEqual([200, 401]);
    await change(app, { token_endpoint_auth_method: 'none' });
    expect([await redeem(true), await redeem(false)]).toEqual([401, 200]);
  });

  it('scopes, for requests, refreshes, and what is asked of the user', async () => {
    const { app, tokens } = await usedApp();
    expect(scopesOf(tokens.access_token)).toBe('invoices:read invoices:write');
    await change(app, { scope: 'invoices:read invoices:pay' });
    const refreshed = (await (await refresh(harness, app, tokens.refresh_token)).json()) as Tokens;
    expect(scopesOf(refreshed.access_token)).toBe('invoices:read');
    const excess = await begin(app, { scope: 'invoices:write' });
    expect(excess.url).toContain('error=invalid_scope');
    expect(scopesOf((await signIn(harness, app, USER)).access_token)).toBe('invoices:read invoices:pay');
  });

  it('the name on the pages', async () => {
    const { app } = await usedApp();
    await change(app, { client_name: 'Accounts' });
    expect(await (await begin(app, {})).response.text()).toContain('Accounts');
  });
});

describe('permissions among the scopes', () => {
  const scope = 'invoices:read apps:block usage:read connected-apps:manage';

  it('are given to a user who holds them, and the user’s own to every user', async () => {
    const { app, tokens } = await usedApp({ scope });
    expect(scopesOf(tokens.access_token)).toBe('invoices:read connected-apps:manage');
    await given(harness, { type: 'RoleGranted', data: { userId, permissions: ['apps:block'] } });
    const again = await signIn(harness, app, USER);
    expect(scopesOf(again.access_token)).toBe('invoices:read apps:block connected-apps:manage');
    await given(harness, { type: 'RoleWithdrawn', data: { userId, permissions: ['apps:block'] } });
  });

  it('are not asked of a user who does not hold them', async () => {
    const app = await harness.registerApp({ ...WHOLE, scope });
    const browser = harness.browser();
    const { url } = await begin(app, {}, browser);
    const answer = await browser.submit(url, { ...USER, action: 'sign-in' });
    const page = await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL);
    const text = await page.response.text();
    expect(text).toContain('connected-apps:manage');
    expect(text).not.toContain('apps:block');
  });

  it('that were withdrawn are not given any more, from the next refresh on', async () => {
    await given(harness, {
      type: 'RoleGranted',
      data: { userId, permissions: ['apps:block', 'usage:read'] },
    });
    const { app, tokens } = await usedApp({ scope });
    expect(scopesOf(tokens.access_token)).toBe(scope);
    await given(harness, { type: 'RoleWithdrawn', data: { userId, permissions: ['apps:block'] } });
    const next = (await (await refresh(harness, app, tokens.refresh_token)).json()) as Tokens;
    expect([next.scope, scopesOf(next.access_token)]).toEqual([
      'invoices:read usage:read connected-apps:manage',
      'invoices:read usage:read connected-apps:manage',
    ]);
    const asked = {
      grant_type: 'refresh_token',
      refresh_token: next.refresh_token,
      scope: 'apps:block usage:read',
    };
    const narrowed = (await (await harness.post('/token', asked, app)).json()) as Tokens;
    expect(scopesOf(narrowed.access_token)).toBe('usage:read');
  });

  it('of an app for itself are those that it is registered for', async () => {
    const app = await harness.registerApp({ scope });
    const response = await harness.post('/token', { grant_type: 'client_credentials' }, app);
    expect(scopesOf(((await response.json()) as Tokens).access_token)).toBe(scope);
  });

  it('of which the user holds none leave nothing to ask consent for: access_denied', async () => {
    await given(harness, { type: 'RoleWithdrawn', data: { userId, permissions: ['usage:read'] } });
    const app = await harness.registerApp({ ...WHOLE, scope: 'usage:read' });
    const back = await passPages(harness.browser(), authorizationRequest(harness, app).url, USER);
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(back.searchParams.get('error_description')).toContain('permissions');
  });
});
