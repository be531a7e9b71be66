import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  decideBlockApp,
  decideRevokeUserTokens,
  decideUnblockApp,
  DEFAULT_ORG_SETTINGS,
  type DenialReason,
  GRANT_TYPES,
} from '#domain';
import {
  answerOf,
  denialsOf,
  FROM_HERE,
  given,
  givenPolicy,
  givenSettings,
  givenUninstalled,
} from '../testing/governance.js';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';

const USER = { username: 'ada', password: 'correct horse' };
const METADATA = { grant_types: ['password'], scope: 'invoices:read apps:block' } as const;
const INACTIVE = { active: false };
let harness: IssuerHarness;
let userId: string;
let app: TestApp;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  userId = await harness.registerUser(USER.username, USER.password);
  app = await harness.registerApp(METADATA);
  await allow();
});
afterEach(() => allow());
afterAll(() => harness.close());

const allow = () => givenSettings(harness, { ...DEFAULT_ORG_SETTINGS, allowedGrantTypes: GRANT_TYPES });
const ask = (by: TestApp = app, fields: Record<string, string> = {}) =>
  answerOf(harness.post('/token', { grant_type: 'password', ...USER, ...fields }, by));
const introspect = async (token: string, by: TestApp = app): Promise<Record<string, unknown>> =>
  (await (await harness.post('/token/introspection', { token }, by)).json()) as Record<string, unknown>;

async function token(fields: Record<string, string> = {}, by: TestApp = app): Promise<string> {
  const [status, body] = await ask(by, fields);
  expect(status).toBe(200);
  return (body as { access_token: string }).access_token;
}

describe('the password grant', () => {
  it('gives an opaque access token for at most five minutes, and no refresh token', async () => {
    const [status, body] = await ask();
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^once_[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'invoices:read',
    });
    await givenPolicy(harness, app, { accessTokenLifetimeS: 20 });
    expect((await ask())[1]).toMatchObject({ expires_in: 20 });
    await givenPolicy(harness, app, {});
  });

  it('is off unless the organisation allows it', async () => {
    await givenSettings(harness, DEFAULT_ORG_SETTINGS);
    const own = await harness.registerApp(METADATA);
    const refused = {
      error: 'unauthorized_client',
      error_description: expect.stringContaining('the organisation does not allow it'),
    };
    expect(await ask(own)).toEqual([400, refused]);
    expect(await denialsOf(harness, own)).toEqual([{ ...FROM_HERE, reason: 'flow-blocked' }]);
    const metadata = async () =>
      (await (await harness.send(harness.url('/.well-known/openid-configuration'))).json()) as object;
    const without = ['authorization_code', 'client_credentials', 'refresh_token'];
    expect(await metadata()).toMatchObject({ grant_types_supported: without });
    await allow();
    expect(await metadata()).toMatchObject({ grant_types_supported: [...without, 'password'] });
  });

  it('is off for an app that is not registered for it', async () => {
    const other = await harness.registerApp({ scope: 'invoices:read' });
    expect(await ask(other)).toEqual([400, expect.objectContaining({ error: 'unauthorized_client' })]);
    expect(await denialsOf(harness, other)).toEqual([{ ...FROM_HERE, reason: 'flow-blocked' }]);
  });

  it.each<[string, (own: TestApp) => Promise<void>, DenialReason, boolean]>([
    [
      'a blocked app',
      ({ clientId }) => harness.decide((org) => decideBlockApp(org, { clientId, blockId: clientId })),
      'blocked',
      false,
    ],
    [
      'another address',
      (own) => givenPolicy(harness, own, { ipRanges: ['203.0.113.9'] }),
      'ip-not-allowed',
      false,
    ],
    ['an app that is not installed', (own) => givenUninstalled(harness, own), 'not-installed', true],
    [
      'a user who is not permitted',
      (own) => givenPolicy(harness, own, { permittedUsers: 'preauthorized-users' }),
      'not-preauthorized',
      true,
    ],
  ])(
    'refuses %s, about the user only when the password is right',
    async (_what, state, reason, aboutUser) => {
      const own = await harness.registerApp(METADATA);
      await state(own);
      const [status, body] = await ask(own);
      expect([status, body]).toEqual([400, expect.objectContaining({ error: 'unauthorized_client' })]);
      expect(await denialsOf(harness, own)).toEqual([
        { ...FROM_HERE, ...(aboutUser ? { userId } : {}), reason },
      ]);
      const wrong = { error: aboutUser ? 'invalid_grant' : 'unauthorized_client' };
      expect(await ask(own, { password: 'guess' })).toEqual([400, expect.objectContaining(wrong)]);
    },
  );

  it('answers a wrong password and an unknown name alike, and neither is a denial', async () => {
    const answers = [await ask(app, { password: 'x' }), await ask(app, { username: 'nobody' })];
    const wrong = { error: 'invalid_grant', error_description: 'Name or password is wrong.' };
    expect(answers).toEqual([
      [400, wrong],
      [400, wrong],
    ]);
    const [status, body] = await answerOf(harness.post('/token', { grant_type: 'password' }, app));
    expect([status, body]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
    expect(await denialsOf(harness, app)).toEqual([]);
  });

  it('authenticates the client as any other grant', async () => {
    expect((await ask({ ...app, clientSecret: 'wrong' }))[0]).toBe(401);
    expect((await ask({ clientId: 'nobody', clientSecret: 'wrong' }))[0]).toBe(401);
  });

  it('gives no more scopes than the app is registered for, and no permission that the user lacks', async () => {
    expect((await ask(app, { scope: 'invoices:write' }))[1]).toMatchObject({ error: 'invalid_scope' });
    expect((await ask(app, { scope: 'apps:block invoices:read' }))[1]).toMatchObject({
      scope: 'invoices:read',
    });
    await given(harness, { type: 'RoleGranted', data: { userId, permissions: ['apps:block'] } });
    expect((await ask(app, { scope: 'apps:block' }))[1]).toMatchObject({ scope: 'apps:block' });
    await given(harness, { type: 'RoleWithdrawn', data: { userId, permissions: ['apps:block'] } });
    expect((await ask(app, { resource: 'not a uri' }))[1]).toMatchObject({ error: 'invalid_target' });
  });
});

describe('a one-time token', () => {
  it('is active for the first who asks, and never again', async () => {
    const text = await token({ resource: 'https://api.example/' });
    const first = await introspect(text);
    expect(first).toEqual({
      active: true,
      iss: harness.url(''),
      client_id: app.clientId,
      sub: userId,
      scope: 'invoices:read',
      aud: 'https://api.example/',
      iat: expect.any(Number),
      exp: Number(first['iat']) + 300,
      jti: expect.any(String),
      rpos: expect.any(String),
      token_type: 'Bearer',
      consumed: true,
    });
    expect([await introspect(text), await introspect(text)]).toEqual([INACTIVE, INACTIVE]);
  });

  it('is active for exactly one of many who ask at once', async () => {
    const text = await token();
    const answers = await Promise.all(Array.from({ length: 16 }, () => introspect(text)));
    expect(answers.filter(({ active }) => active === true)).toHaveLength(1);
    expect(answers.filter(({ active }) => active === false)).toEqual(
      Array.from({ length: 15 }, () => INACTIVE),
    );
  });

  it('is not consumed by an app that may not ask about it, and is by one that may', async () => {
    const text = await token();
    const [stranger, server] = [
      await harness.registerApp({ scope: 'invoices:read' }),
      await harness.registerApp({ scope: 'tokens:introspect' }),
    ];
    expect(await introspect(text, stranger)).toEqual(INACTIVE);
    expect((await harness.post('/token/introspection', { token: text })).status).toBe(400);
    expect(await introspect(text, server)).toMatchObject({ active: true, aud: PUBLIC_URL });
    expect(await introspect(text)).toEqual(INACTIVE);
  });

  it.each<[string, (own: TestApp) => Promise<void>]>([
    [
      'its app was blocked, and unblocked again',
      async ({ clientId }) => {
        await harness.decide((org) => decideBlockApp(org, { clientId, blockId: clientId }));
        await harness.decide((org) => decideUnblockApp(org, { clientId }));
      },
    ],
    [
      'what its user holds was revoked',
      () => harness.decide((org) => decideRevokeUserTokens(org, { userId, covers: ['access'] })),
    ],
    ['its app was uninstalled', (own) => givenUninstalled(harness, own)],
  ])('is inactive and consumed where %s', async (_what, revoke) => {
    const own = await harness.registerApp(METADATA);
    const server = await harness.registerApp({ scope: 'tokens:introspect' });
    const text = await token({}, own);
    await revoke(own);
    expect([await introspect(text, server), await introspect(text, server)]).toEqual([INACTIVE, INACTIVE]);
  });

  it('expires', async () => {
    const text = await token();
    harness.clock.offsetMs = 300_000;
    expect(await introspect(text)).toEqual(INACTIVE);
    harness.clock.offsetMs = 0;
  });

  it('is ended by its own client (RFC 7009), and by no other', async () => {
    const [ended, kept] = [await token(), await token()];
    const other = await harness.registerApp(METADATA);
    expect((await harness.post('/token/revocation', { token: kept }, other)).status).toBe(200);
    expect((await harness.post('/token/revocation', { token: ended }, app)).status).toBe(200);
    expect(await introspect(ended)).toEqual(INACTIVE);
    expect(await introspect(kept)).toMatchObject({ active: true });
    const before = harness.position();
    expect((await harness.post('/token/revocation', { token: kept }, app)).status).toBe(200);
    expect(harness.position()).toBe(before);
  });

  it('is in no inventory, and its text is stored nowhere', async () => {
    const own = await harness.registerApp(METADATA);
    const text = await token({}, own);
    const stored = await harness.storedText();
    expect(stored).toContain(own.clientId);
    expect(stored).not.toContain(text);
    expect(stored).not.toContain(text.slice('once_'.length));
    const ofApp = (await harness.usageFacts()).filter(
      ({ data }) => 'clientId' in data && data.clientId === own.clientId,
    );
    expect(ofApp).toEqual([]);
  });
});
