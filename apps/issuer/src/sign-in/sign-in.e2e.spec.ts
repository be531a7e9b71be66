import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { decideRevokeSession } from '#domain';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';
import { authorizationRequest, passPages, REDIRECT_URI, signIn, SIGN_IN_APP } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
let harness: IssuerHarness;
let app: TestApp;
let userId: string;

const notices = (['info', 'warn'] as const).map((level) => jest.spyOn(console, level));

beforeAll(async () => {
  harness = await IssuerHarness.start();
  app = await harness.registerApp(SIGN_IN_APP);
  userId = await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

/** Where the first page of an authorization request is. */
async function firstPage(params: Record<string, string> = {}) {
  const browser = harness.browser();
  const { url, verifier } = authorizationRequest(harness, app, params);
  const reached = await browser.follow(url, PUBLIC_URL);
  return { browser, verifier, ...reached, page: await reached.response.text() };
}

describe('signing in with a code and PKCE', () => {
  it('goes through the sign-in and consent pages and ends with tokens that name user, grant and session', async () => {
    const { browser, page, url, response } = await firstPage({ scope: 'openid invoices:read' });
    expect(response.status).toBe(200);
    expect(page).toContain('Invoices &lt;b&gt;&amp; more');
    expect(page).toContain('acme Ltd');
    const toConsent = await browser.submit(url, { ...USER, action: 'sign-in' });
    const consent = await browser.follow(toConsent.headers.get('location') ?? '', PUBLIC_URL);
    const consentText = await consent.response.text();
    expect(consentText).toContain('<code>invoices:read</code>');
    expect(consentText).toContain('<strong>ada</strong>');
    expect(consentText).toContain('Knowing who you are');
    expect(consentText).not.toContain('invoices:write');
    const tokens = await signIn(harness, app, USER, harness.browser(), {
      scope: 'openid invoices:read',
      nonce: 'n-1',
    });
    const jwks = createLocalJWKSet(
      (await (await harness.send(harness.url('/jwks'))).json()) as JSONWebKeySet,
    );
    const access = await jwtVerify(tokens.access_token, jwks, {
      issuer: harness.url(''),
      audience: PUBLIC_URL,
      typ: 'at+jwt',
    });
    expect(access.payload).toMatchObject({ sub: userId, client_id: app.clientId, scope: 'invoices:read' });
    expect(access.payload).toMatchObject({
      grant_id: expect.any(String),
      sid: expect.any(String),
      rpos: harness.position(),
    });
    const identity = await jwtVerify(tokens.id_token ?? '', jwks, {
      issuer: harness.url(''),
      audience: app.clientId,
    });
    expect(identity.payload).toMatchObject({ sub: userId, nonce: 'n-1' });
    const issued = (await harness.usageFacts()).filter(
      ({ data }) => 'grantId' in data && data.grantId === access.payload['grant_id'],
    );
    expect(
      issued.map(({ type, data }) => [type, 'kind' in data && data.kind, 'format' in data && data.format]),
    ).toEqual([
      ['TokenIssued', 'access', 'JWT'],
      ['TokenIssued', 'refresh', 'Opaque'],
    ]);
  });

  it('asks neither for the password nor for consent again in the same session', async () => {
    const browser = harness.browser();
    await signIn(harness, app, USER, browser);
    const { response, url } = await browser.follow(authorizationRequest(harness, app).url, PUBLIC_URL);
    expect(url.startsWith(REDIRECT_URI)).toBe(true);
    expect(response.status).toBe(303);
  });

  it('shows the form again after a wrong password, without saying which part was wrong', async () => {
    const { browser, url } = await firstPage();
    const wrong = await browser.submit(url, { username: 'ada"><i>', password: 'x', action: 'sign-in' });
    const page = await wrong.text();
    expect(wrong.status).toBe(400);
    expect(page).toContain('role="alert"');
    expect(page).toContain('value="ada&quot;&gt;&lt;i&gt;"');
    expect(page).not.toContain('<i>');
    const missing = await browser.submit(url, { username: 'ada', password: '', action: 'sign-in' });
    expect([missing.status, (await missing.text()).includes('Enter your name and your password')]).toEqual([
      400,
      true,
    ]);
    const right = await browser.submit(url, { ...USER, action: 'sign-in' });
    expect(right.status).toBe(303);
  });

  it('sends the user back with access_denied where they cancel or deny', async () => {
    for (const signInFirst of [false, true]) {
      const { browser, url } = await firstPage();
      let at = url;
      if (signInFirst) {
        const answer = await browser.submit(url, { ...USER, action: 'sign-in' });
        at = (await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL)).url;
      }
      const answer = await browser.submit(at, { action: 'cancel' });
      const back = await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL);
      const params = new URL(back.url).searchParams;
      expect([params.get('error'), params.get('state'), params.get('iss')]).toEqual([
        'access_denied',
        'state-1',
        harness.url(''),
      ]);
    }
  });

  it('serves pages that run no script, load nothing, and may only lead to the app', async () => {
    const { response, page, browser } = await firstPage();
    const begun = await harness.browser().get(authorizationRequest(harness, app).url);
    expect(begun.headers.getSetCookie().length).toBeGreaterThan(0);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' https://app.example;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page).not.toMatch(/<script|onload|https?:\/\/(?!id\.example)/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(browser.cookieValues.length).toBeGreaterThan(0);
    for (const cookie of begun.headers.getSetCookie()) {
      expect(cookie).toMatch(/httponly/i);
      expect(cookie).toMatch(/secure/i);
      expect(cookie).toMatch(/samesite=lax/i);
      expect(cookie).toContain('path=/o/acme/');
    }
  });

  it('takes a form only from the browser that was shown the page, and from no other site', async () => {
    const { browser, url } = await firstPage();
    const stranger = await harness.browser().submit(url, { ...USER, action: 'sign-in' });
    expect(stranger.status).toBe(400);
    const crossSite = await browser.submit(
      url,
      { ...USER, action: 'sign-in' },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(crossSite.status).toBe(400);
    const other = await firstPage();
    expect((await browser.get(other.url)).status).toBe(400);
    expect((await browser.submit(url, { action: 'allow' })).status).toBe(400);
    expect((await browser.submit(url, { username: 'x'.repeat(40_000), action: 'sign-in' })).status).toBe(413);
  });

  it('shows a page, never a redirect, for an app or redirect URI that is not registered', async () => {
    const browser = harness.browser();
    const wrongs: Record<string, string>[] = [
      { client_id: 'nobody' },
      { redirect_uri: 'https://evil.example/cb' },
    ];
    for (const wrong of wrongs) {
      const response = await browser.get(authorizationRequest(harness, app, wrong).url);
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(await response.text()).toContain('This did not work');
    }
  });

  it.each<[string, Record<string, string>, string]>([
    ['no PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a scope that is not registered', { scope: 'invoices:read admin' }, 'invalid_scope'],
    ['a resource with a fragment', { resource: 'https://api.example/#x' }, 'invalid_target'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
  ])('refuses %s by a redirect to the app', async (_what, params, error) => {
    const response = await harness.browser().get(authorizationRequest(harness, app, params).url);
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.href.startsWith(REDIRECT_URI)).toBe(true);
    expect(location.href).toContain(`error=${error}`);
  });

  it('lets a public app in with PKCE alone', async () => {
    const open = await harness.registerApp({ ...SIGN_IN_APP, token_endpoint_auth_method: 'none' });
    const { url, verifier } = authorizationRequest(harness, open);
    const code = (await passPages(harness.browser(), url, USER)).searchParams.get('code') ?? '';
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      client_id: open.clientId,
    };
    const wrong = await harness.post('/token', { ...fields, code_verifier: 'x'.repeat(43) });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ]);
    const right = await harness.post('/token', { ...fields, code_verifier: verifier });
    expect(right.status).toBe(200);
  });
});

describe('a sign-in session', () => {
  it('that was revoked asks for the password again, and for consent; what it led to before stays dead', async () => {
    const browser = harness.browser();
    const before = await signIn(harness, app, USER, browser);
    const { sid, grant_id: grantId } = decodeJwt(before.access_token);
    await harness.decide((org) =>
      decideRevokeSession(org, { sessionId: String(sid), covers: ['access', 'refresh', 'session'] }),
    );
    const { response } = await browser.follow(authorizationRequest(harness, app).url, PUBLIC_URL);
    expect(await response.text()).toContain('name="password"');
    const after = await signIn(harness, app, USER, browser);
    expect(decodeJwt(after.access_token)['grant_id']).not.toBe(grantId);
    const stale = await harness.post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: before.refresh_token },
      app,
    );
    expect(stale.status).toBe(400);
    const introspect = async (token: string) =>
      (await harness.post('/token/introspection', { token }, app)).json();
    expect(await introspect(before.access_token)).toEqual({ active: false });
    expect(await introspect(after.access_token)).toMatchObject({ active: true });
    expect(await introspect(after.refresh_token)).toMatchObject({ active: true });
  });
});

describe('the configuration', () => {
  it('leaves no default that the library would give notice of', async () => {
    await signIn(harness, app, USER);
    for (const notice of notices) expect(notice).not.toHaveBeenCalled();
  });
});
