import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Verdict } from '#domain';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { introspectionOf } from '../testing/governance.js';
import { VERSATILE_APP } from '../testing/policy-states.js';
import { refresh, signIn, SIGN_IN_APP } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const index: { answer: Verdict | 'unknown'; asked: number } = { answer: 'unknown', asked: 0 };
let harness: IssuerHarness;
let app: TestApp;
let other: TestApp;
let inspector: TestApp;

beforeAll(async () => {
  const revocationIndex = {
    lookup: () => {
      index.asked += 1;
      return Promise.resolve(index.answer);
    },
  };
  harness = await IssuerHarness.start({ revocationIndex });
  app = await harness.registerApp(VERSATILE_APP);
  other = await harness.registerApp(VERSATILE_APP);
  inspector = await harness.registerApp({ scope: 'tokens:introspect' });
  await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

async function clientToken(): Promise<string> {
  const response = await harness.post('/token', { grant_type: 'client_credentials' }, app);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Introspects a token, as the app itself unless another caller is named. */
const introspect = (token: string, caller = app) => introspectionOf(harness, token, caller);

/** The token with another client's id in its claims, and its own signature. */
function altered(token: string): string {
  const [header = '', , signature = ''] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...decodeJwt(token), client_id: other.clientId })).toString(
    'base64url',
  );
  return [header, payload, signature].join('.');
}

describe('introspection (RFC 7662)', () => {
  it('tells an app about its own tokens, and an app with tokens:introspect about all', async () => {
    const { access_token: access, refresh_token: refreshToken } = await signIn(harness, app, USER);
    const claims = decodeJwt(access);
    for (const caller of [app, inspector]) {
      expect(await introspect(access, caller)).toEqual({ ...claims, active: true, token_type: 'Bearer' });
      expect(await introspect(refreshToken, caller)).toMatchObject({
        active: true,
        client_id: app.clientId,
        sub: claims.sub,
        iss: harness.url(''),
        grant_id: claims['grant_id'],
        sid: claims['sid'],
      });
    }
    expect([await introspect(access, other), await introspect(refreshToken, other)]).toEqual([
      { active: false },
      { active: false },
    ]);
  });

  it('gives one and the same answer for whatever is not an active token of this issuer', async () => {
    await harness.registerOrg('globex');
    const foreignApp = await harness.registerApp({ scope: 'a' }, 'globex');
    const foreign = await harness.post('/token', { grant_type: 'client_credentials' }, foreignApp, 'globex');
    const { access_token: foreignToken } = (await foreign.json()) as { access_token: string };
    const { id_token: idToken = '', refresh_token: consumed } = await signIn(
      harness,
      app,
      USER,
      harness.browser(),
      { scope: 'openid' },
    );
    await refresh(harness, app, consumed);
    const token = await clientToken();
    const mutants = [
      `${token}=`,
      `${token} `,
      `${token}\n`,
      token.slice(0, -1),
      altered(token),
      token.replace('.', '..'),
    ];
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${token.split('.')[1] ?? ''}.`;
    for (const text of ['x', 'a.b.c', 'x'.repeat(43), foreignToken, idToken, consumed, none, ...mutants]) {
      const response = await harness.post('/token/introspection', { token: text }, inspector);
      expect([text, response.status, await response.text()]).toEqual([text, 200, '{"active":false}']);
    }
    expect(await introspect(token, inspector)).toMatchObject({ active: true });
  });

  it('does not take an expired token for active', async () => {
    const token = await clientToken();
    harness.clock.offsetMs += 3_601_000;
    expect(await introspect(token)).toEqual({ active: false });
    harness.clock.offsetMs -= 3_601_000;
    expect(await introspect(token)).toMatchObject({ active: true });
  });

  it('goes by the index where that is sure, and by the live fold where it is not', async () => {
    const token = await clientToken();
    const asked = index.asked;
    index.answer = { active: false, reason: 'app-revoked' };
    expect(await introspect(token)).toEqual({ active: false });
    index.answer = 'unknown';
    expect(await introspect(token)).toMatchObject({ active: true });
    await harness.post('/token/revocation', { token }, app);
    expect(await introspect(token)).toEqual({ active: false });
    expect(index.asked).toBe(asked + 3);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    ['no credentials', { token: 't' }, {}, 400, 'invalid_request'],
    ['an unknown client', { token: 't', client_id: 'nobody', client_secret: 'x' }, {}, 401, 'invalid_client'],
    ['a malformed header', { token: 't' }, { authorization: 'Basic ***' }, 400, 'invalid_request'],
    ['a bearer token', { token: 't' }, { authorization: 'Bearer abc' }, 400, 'invalid_request'],
  ])('refuses %s', async (_what, fields, headers, status, error) => {
    for (const path of ['/token/introspection', '/token/revocation']) {
      const body = new URLSearchParams(fields);
      const response = await harness.send(harness.url(path), { method: 'POST', body, headers });
      expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
      expect(response.headers.has('www-authenticate')).toBe(status === 401);
    }
  });

  it('refuses a wrong secret, a public client, a missing or repeated token, another body type and a large body', async () => {
    const wrong = await harness.post(
      '/token/introspection',
      { token: 't' },
      { ...app, clientSecret: 'wrong' },
    );
    const open = await harness.registerApp({ ...SIGN_IN_APP, token_endpoint_auth_method: 'none' });
    const asPublic = await harness.post('/token/introspection', { token: 't', client_id: open.clientId });
    expect([wrong.status, asPublic.status]).toEqual([401, 401]);
    const missing = await harness.post('/token/introspection', {}, app);
    const authorization = `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}`;
    const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const send = (body: string, headers: Record<string, string>) =>
      harness.send(harness.url('/token/introspection'), { method: 'POST', body, headers });
    const repeated = await send('token=a&token=b', form);
    const json = await send('{"token":"a"}', { authorization, 'content-type': 'application/json' });
    const large = await send(`token=${'x'.repeat(40_000)}`, form);
    expect([missing, repeated, json, large].map(({ status }) => status)).toEqual([400, 400, 400, 413]);
    expect(await repeated.json()).toMatchObject({ error: 'invalid_request' });
  });
});
