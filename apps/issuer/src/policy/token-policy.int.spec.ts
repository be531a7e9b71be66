import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decideInstallApp, DEFAULT_ORG_SETTINGS, type DenialReason } from '#domain';
import { answerOf, denialsOf, FROM_HERE, givenPolicy, givenSettings } from '../testing/governance.js';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { type Given, statesOf, VERSATILE_APP } from '../testing/policy-states.js';
import {
  authorizationRequest,
  exchange,
  passPages,
  refresh,
  signIn,
  SIGN_IN_APP,
} from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
let harness: IssuerHarness;
let userId: string;
const { blocked, uninstalled, allowlisting, elsewhereOnly, chosenUsersOnly, allowing } = statesOf(
  () => harness,
);

beforeAll(async () => {
  harness = await IssuerHarness.start();
  userId = await harness.registerUser(USER.username, USER.password);
});
afterEach(() => givenSettings(harness, DEFAULT_ORG_SETTINGS));
afterAll(() => harness.close());

const clientCredentials = (app: TestApp) =>
  answerOf(harness.post('/token', { grant_type: 'client_credentials' }, app));

describe('a client credentials request', () => {
  it.each<[string, Given, DenialReason]>([
    ['is blocked', blocked, 'blocked'],
    ['is not installed', uninstalled, 'not-installed'],
    ['is not on the allowlist', allowlisting, 'not-allowlisted'],
    ['may not use the flow here', allowing('authorization_code'), 'flow-blocked'],
    ['calls from elsewhere', elsewhereOnly, 'ip-not-allowed'],
  ])(
    'of an app that %s is refused as unauthorized_client, and written down once',
    async (_what, state, reason) => {
      const app = await harness.registerApp(VERSATILE_APP);
      expect((await clientCredentials(app))[0]).toBe(200);
      await state(app);
      const refused = { error: 'unauthorized_client', error_description: expect.any(String) };
      expect(await clientCredentials(app)).toEqual([400, refused]);
      expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, reason }]);
    },
  );

  it('of an app that is not registered for the grant is refused, and written down once', async () => {
    const app = await harness.registerApp(SIGN_IN_APP);
    const refused = { error: 'unauthorized_client', error_description: expect.any(String) };
    expect(await clientCredentials(app)).toEqual([400, refused]);
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, reason: 'flow-blocked' }]);
  });

  it('is not refused for what was decided a moment ago, and is not known here yet', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    await uninstalled(app);
    const { clientId } = app;
    harness.whileCatchingUp = () => harness.decide((org) => decideInstallApp(org, { clientId }));
    expect((await clientCredentials(app))[0]).toBe(200);
    harness.whileCatchingUp = () => Promise.resolve();
    expect(await denialsOf(harness, app)).toEqual([]);
  });

  it('from an address that the policy names is answered', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    await givenPolicy(harness, app, { ipRanges: ['203.0.113.0/24', '127.0.0.0/8'] });
    expect((await clientCredentials(app))[0]).toBe(200);
  });
});

describe('a refresh after the policy changed', () => {
  it.each<[string, Given, DenialReason, Given]>([
    ['the users', chosenUsersOnly, 'not-preauthorized', (app) => givenPolicy(harness, app, {})],
    ['the addresses', elsewhereOnly, 'ip-not-allowed', (app) => givenPolicy(harness, app, {})],
    ['the flows', allowing('authorization_code'), 'flow-blocked', allowing('refresh_token')],
    [
      'the allowlist',
      allowlisting,
      'not-allowlisted',
      () => givenSettings(harness, { apiClientAllowlisting: false }),
    ],
  ])('about %s is denied, and costs nothing once it is changed back', async (_what, state, reason, back) => {
    const app = await harness.registerApp(VERSATILE_APP);
    const tokens = await signIn(harness, app, USER);
    await state(app);
    const refused = { error: 'unauthorized_client', error_description: expect.any(String) };
    const ask = () => answerOf(refresh(harness, app, tokens.refresh_token));
    expect([await ask(), await ask()]).toEqual([
      [400, refused],
      [400, refused],
    ]);
    const denied = (await denialsOf(harness, app)).map((denial) => [denial.reason, denial.address]);
    expect(denied).toEqual([
      [reason, '127.0.0.1'],
      [reason, '127.0.0.1'],
    ]);
    await back(app);
    expect((await ask())[0]).toBe(200);
  });

  it('names the user where it is the user who is denied', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    const tokens = await signIn(harness, app, USER);
    await chosenUsersOnly(app);
    await refresh(harness, app, tokens.refresh_token);
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, userId, reason: 'not-preauthorized' }]);
  });
});

describe('a code that was given before the policy changed', () => {
  it('is denied, and is not used up', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    const { url, verifier } = authorizationRequest(harness, app);
    const code = (await passPages(harness.browser(), url, USER)).searchParams.get('code') ?? '';
    await chosenUsersOnly(app);
    const refused = expect.objectContaining({ error: 'unauthorized_client' });
    expect(await answerOf(exchange(harness, app, code, verifier))).toEqual([400, refused]);
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, userId, reason: 'not-preauthorized' }]);
    await givenPolicy(harness, app, {});
    expect((await exchange(harness, app, code, verifier)).status).toBe(200);
  });
});

describe('an organisation that does not allow refresh tokens', () => {
  it('gives none', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    await allowing('authorization_code')(app);
    expect(await signIn(harness, app, USER)).not.toHaveProperty('refresh_token');
  });

  it('says so in its metadata', async () => {
    await allowing('authorization_code', 'password')({ clientId: '', clientSecret: '' });
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const response = await harness.send(harness.url(`/.well-known/${path}`));
      const { grant_types_supported: types } = (await response.json()) as Record<string, unknown>;
      expect(types).toEqual(['authorization_code', 'password']);
    }
  });
});
