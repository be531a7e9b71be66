import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';
import { authorizationRequest, refresh, signIn, SIGN_IN_APP } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const ACCESS_TOKEN_S = 120;
let harness: IssuerHarness;
let app: TestApp;

beforeEach(async () => {
  const lifetimes = { accessTokenS: ACCESS_TOKEN_S, idTokenS: ACCESS_TOKEN_S };
  harness = await IssuerHarness.start({ issuer: { lifetimes, maxProviders: 2 } });
  app = await harness.registerApp({
    ...SIGN_IN_APP,
    grant_types: [...SIGN_IN_APP.grant_types, 'client_credentials'],
  });
  await harness.registerUser(USER.username, USER.password);
});
afterEach(() => harness.close());

async function clientToken(of = app, orgId = 'acme'): Promise<string> {
  const response = await harness.post('/token', { grant_type: 'client_credentials' }, of, orgId);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function jwks(): Promise<JSONWebKeySet> {
  const response = await harness.send(harness.url('/jwks'));
  expect(response.headers.get('content-type')).toContain('application/jwk-set+json');
  return (await response.json()) as JSONWebKeySet;
}

const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const introspect = async (token: string) =>
  (await harness.post('/token/introspection', { token }, app)).json();

describe('rotating the signing keys', () => {
  it('gracefully signs with the new key at once, and serves the old one for as long as what it signed may live', async () => {
    const before = await signIn(harness, app, USER);
    await harness.rotate('graceful');
    const after = await clientToken();
    expect(kidOf(after)).not.toBe(kidOf(before.access_token));
    const served = await jwks();
    expect(served.keys.map(({ kid }) => kid)).toEqual([kidOf(after), kidOf(before.access_token)]);
    for (const token of [before.access_token, after]) {
      await jwtVerify(token, createLocalJWKSet(served), { issuer: harness.url('') });
      expect(await introspect(token)).toMatchObject({ active: true });
    }
    expect((await refresh(harness, app, before.refresh_token)).status).toBe(200);
    harness.clock.offsetMs += ACCESS_TOKEN_S * 1000 + 61_000;
    expect((await jwks()).keys.map(({ kid }) => kid)).toEqual([kidOf(after)]);
  });

  it('with revocation takes the old key away at once, and refresh tokens lead to tokens of the new one', async () => {
    const before = await signIn(harness, app, USER);
    await harness.rotate('revoke');
    const served = await jwks();
    expect(served.keys.map(({ kid }) => kid)).not.toContain(kidOf(before.access_token));
    await expect(jwtVerify(before.access_token, createLocalJWKSet(served))).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
    expect(await introspect(before.access_token)).toEqual({ active: false });
    const answer = await refresh(harness, app, before.refresh_token);
    const { access_token: after } = (await answer.json()) as { access_token: string };
    await jwtVerify(after, createLocalJWKSet(served), { issuer: harness.url('') });
    expect(await introspect(after)).toMatchObject({ active: true });
  });

  it('serves public members only', async () => {
    await harness.rotate('graceful');
    for (const key of (await jwks()).keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('leaves the sign-in session, and recognises the ID tokens that the old key signed', async () => {
    const browser = harness.browser();
    const { id_token: idToken = '' } = await signIn(harness, app, USER, browser, {
      scope: 'openid invoices:read',
    });
    await harness.rotate('graceful');
    const params = { scope: 'openid invoices:read', prompt: 'none', id_token_hint: idToken };
    const { response } = await browser.follow(authorizationRequest(harness, app, params).url, PUBLIC_URL);
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    expect([searchParams.get('error'), searchParams.has('code')]).toEqual([null, true]);
  });
});

describe('providers', () => {
  it('are built again after others took their place, and go on as before', async () => {
    const first = await signIn(harness, app, USER);
    for (const orgId of ['one', 'two', 'three']) {
      await harness.registerOrg(orgId);
      const theirs = await harness.registerApp({ scope: 'a' }, orgId);
      expect(kidOf(await clientToken(theirs, orgId))).toBe(
        harness.runtime.decisions.org(orgId)?.keys[0]?.kid,
      );
    }
    expect((await refresh(harness, app, first.refresh_token)).status).toBe(200);
  });
});
