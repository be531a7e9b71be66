import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { decideBlockApp, decideUnblockApp, type Verdict } from '#domain';
import { IssuerHarness, PUBLIC_URL, type TestApp } from './testing/issuer.harness.js';
import {
  authorizationRequest,
  exchange,
  passPages,
  REDIRECT_URI,
  refresh,
  signIn,
  SIGN_IN_APP,
} from './testing/sign-in.js';

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
  const clientToo = [...SIGN_IN_APP.grant_types, 'client_credentials'] as const;
  app = await harness.registerApp({ ...SIGN_IN_APP, grant_types: clientToo });
  other = await harness.registerApp({ ...SIGN_IN_APP, grant_types: clientToo });
  inspector = await harness.registerApp({ scope: 'tokens:introspect' });
  await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

async function clientToken(of = app): Promise<string> {
  const response = await harness.post('/token', { grant_type: 'client_credentials' }, of);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function introspect(token: string, caller = app): Promise<Record<string, unknown>> {
  return (await (await harness.post('/token/introspection', { token }, caller)).json()) as Record<
    string,
    unknown
  >;
}

const revoke = (token: string, caller = app, hint?: string) =>
  harness.post(
    '/token/revocation',
    { token, ...(hint === undefined ? {} : { token_type_hint: hint }) },
    caller,
  );

/** The same token with a claim changed and the signature kept. */
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
    await revoke(token);
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

describe('a blocked app', () => {
  it('is refused everywhere, with UsageDenied each time, and lives on only with new tokens once it is unblocked', async () => {
    const { access_token: access, refresh_token: refreshToken } = await signIn(harness, other, USER);
    const begun = authorizationRequest(harness, other);
    const code = (await passPages(harness.browser(), begun.url, USER)).searchParams.get('code') ?? '';
    const { clientId } = other;
    await harness.decide((org) => decideBlockApp(org, { clientId, blockId: 'block-1' }));
    const denied = (await harness.usageFacts()).filter(({ type }) => type === 'UsageDenied').length;
    const answers = [
      await harness.post('/token', { grant_type: 'client_credentials' }, other),
      await refresh(harness, other, refreshToken),
      await exchange(harness, other, code, begun.verifier),
      await harness.post('/token/introspection', { token: access }, other),
    ];
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([
        400,
        {
          error: 'unauthorized_client',
          error_description: 'The app is blocked by an administrator of the organisation.',
        },
      ]);
    }
    const authorize = await harness.browser().get(authorizationRequest(harness, other).url);
    const location = new URL(authorize.headers.get('location') ?? '');
    expect(location.href.startsWith(REDIRECT_URI)).toBe(true);
    expect(location.searchParams.get('error')).toBe('unauthorized_client');
    const facts = (await harness.usageFacts()).filter(({ type }) => type === 'UsageDenied').slice(denied);
    expect(facts).toHaveLength(5);
    for (const { data } of facts)
      expect(data).toMatchObject({ clientId, reason: 'blocked', where: 'issuer', count: 1 });
    expect(await introspect(access, inspector)).toEqual({ active: false });
    await harness.decide((org) => decideUnblockApp(org, { clientId }));
    expect(await introspect(access, inspector)).toEqual({ active: false });
    expect((await refresh(harness, other, refreshToken)).status).toBe(400);
    const renewed = await signIn(harness, other, USER);
    expect(await introspect(renewed.access_token, inspector)).toMatchObject({ active: true });
  });

  it('is refused on the way back from the pages where the block comes in meanwhile', async () => {
    const late = await harness.registerApp(SIGN_IN_APP);
    const browser = harness.browser();
    const { url } = await browser.follow(authorizationRequest(harness, late).url, PUBLIC_URL);
    const answer = await browser.submit(url, { ...USER, action: 'sign-in' });
    await harness.decide((org) => decideBlockApp(org, { clientId: late.clientId, blockId: 'block-2' }));
    const back = await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL);
    expect(new URL(back.url).searchParams.get('error')).toBe('unauthorized_client');
  });

  it('is denied also while the denial cannot be recorded', async () => {
    const late = await harness.registerApp({ scope: 'a' });
    await harness.decide((org) => decideBlockApp(org, { clientId: late.clientId, blockId: 'block-3' }));
    harness.faults.usage = true;
    const answer = await harness.post('/token', { grant_type: 'client_credentials' }, late);
    harness.faults.usage = false;
    expect(await answer.json()).toMatchObject({ error: 'unauthorized_client' });
  });
});
