import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { introspectionOf } from '../testing/governance.js';
import { VERSATILE_APP } from '../testing/policy-states.js';
import {
  authorizationRequest,
  passPages,
  REDIRECT_URI,
  refresh,
  signIn,
  SIGN_IN_APP,
} from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
let harness: IssuerHarness;
let app: TestApp;
let other: TestApp;
let inspector: TestApp;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  app = await harness.registerApp(VERSATILE_APP);
  other = await harness.registerApp(VERSATILE_APP);
  inspector = await harness.registerApp({ scope: 'tokens:introspect' });
  await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

/** Introspects a token, as the app itself unless another caller is named. */
const introspect = (token: string, caller = app) => introspectionOf(harness, token, caller);

const revoke = (token: string, caller = app, hint?: string) =>
  harness.post(
    '/token/revocation',
    { token, ...(hint === undefined ? {} : { token_type_hint: hint }) },
    caller,
  );

/** The token with another client's id in its claims, and its own signature. */
function altered(token: string): string {
  const [header = '', , signature = ''] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...decodeJwt(token), client_id: other.clientId })).toString(
    'base64url',
  );
  return [header, payload, signature].join('.');
}

describe('revocation (RFC 7009)', () => {
  it('of an access token ends that token alone, once and for all', async () => {
    const { access_token: access, refresh_token: refreshToken } = await signIn(harness, app, USER);
    for (const hint of [undefined, 'refresh_token', 'nonsense']) {
      const response = await revoke(access, app, hint);
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
    expect(await introspect(access)).toEqual({ active: false });
    expect(await introspect(refreshToken)).toMatchObject({ active: true });
  });

  it('of a refresh token, or of one that it succeeded, ends the grant with all access tokens', async () => {
    for (const which of ['current', 'rotated'] as const) {
      const first = await signIn(harness, app, USER);
      const second = (await (await refresh(harness, app, first.refresh_token)).json()) as typeof first;
      expect((await revoke(which === 'current' ? second.refresh_token : first.refresh_token)).status).toBe(
        200,
      );
      for (const token of [first.access_token, second.access_token, second.refresh_token]) {
        expect([which, await introspect(token)]).toEqual([which, { active: false }]);
      }
      expect((await refresh(harness, app, second.refresh_token)).status).toBe(400);
    }
  });

  it("leaves another app's tokens, and answers what it does not know, with an empty 200", async () => {
    const { access_token: access, refresh_token: refreshToken } = await signIn(harness, app, USER);
    const position = harness.position();
    for (const [token, caller] of [
      [access, other],
      [refreshToken, other],
      ['nonsense', app],
      ['x'.repeat(43), app],
      [altered(access), other],
    ] as const) {
      const response = await revoke(token, caller);
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
    expect(harness.position()).toBe(position);
    expect(await introspect(access)).toMatchObject({ active: true });
    expect(await introspect(refreshToken)).toMatchObject({ active: true });
  });

  it('is answered 503 with Retry-After while the log takes nothing, and then holds nowhere', async () => {
    const { access_token: access, refresh_token: refreshToken } = await signIn(harness, app, USER);
    harness.faults.decisions = true;
    for (const token of [access, refreshToken]) {
      const response = await revoke(token);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    }
    harness.faults.decisions = false;
    expect(await introspect(access)).toMatchObject({ active: true });
    expect((await refresh(harness, app, refreshToken)).status).toBe(200);
  });

  it('is open to a public app for its own tokens, also from its own origin in a browser', async () => {
    const open = await harness.registerApp({ ...SIGN_IN_APP, token_endpoint_auth_method: 'none' });
    const { url, verifier } = authorizationRequest(harness, open);
    const code = (await passPages(harness.browser(), url, USER)).searchParams.get('code') ?? '';
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      client_id: open.clientId,
    };
    const tokens = await harness.post('/token', { ...fields, code_verifier: verifier });
    const { access_token: access } = (await tokens.json()) as { access_token: string };
    const send = (origin: string) =>
      harness.send(harness.url('/token/revocation'), {
        method: 'POST',
        body: new URLSearchParams({ token: access, client_id: open.clientId }),
        headers: { origin },
      });
    const own = await send('https://app.example');
    const foreign = await send('https://evil.example');
    expect(own.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect(await introspect(access, inspector)).toEqual({ active: false });
  });
});
