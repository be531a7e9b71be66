import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decideInstallApp, decidePreauthorizeUser, DEFAULT_ORG_SETTINGS, type DenialReason } from '#domain';
import { denialsOf, FROM_HERE, given, givenSettings } from '../testing/governance.js';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';
import { type Given, statesOf, VERSATILE_APP } from '../testing/policy-states.js';
import { authorizationRequest, REDIRECT_URI, refresh, signIn } from '../testing/sign-in.js';

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

/** Where an authorization request leads by itself, before any page. */
async function begin(app: TestApp, params: Record<string, string> = {}, browser = harness.browser()) {
  const { url } = authorizationRequest(harness, app, params);
  const reached = await browser.follow(url, PUBLIC_URL);
  return { ...reached, page: reached.response.status === 303 ? '' : await reached.response.text() };
}

function errorIn(url: string): unknown[] {
  expect(url.startsWith(REDIRECT_URI)).toBe(true);
  const { searchParams } = new URL(url);
  expect([searchParams.get('state'), searchParams.get('iss')]).toEqual(['state-1', harness.url('')]);
  expect(searchParams.get('code')).toBeNull();
  expect(searchParams.get('error_description')?.length).toBeGreaterThan(20);
  return [searchParams.get('error')];
}

describe('an authorization request', () => {
  it.each<[string, Given, DenialReason, string]>([
    ['is blocked', blocked, 'blocked', 'unauthorized_client'],
    ['is not on the allowlist', allowlisting, 'not-allowlisted', 'unauthorized_client'],
    ['may not use the flow here', allowing('client_credentials'), 'flow-blocked', 'unauthorized_client'],
    ['is used from elsewhere', elsewhereOnly, 'ip-not-allowed', 'access_denied'],
  ])('for an app that %s goes back before anybody signs in', async (_what, state, reason, error) => {
    const app = await harness.registerApp(VERSATILE_APP);
    await state(app);
    expect(errorIn((await begin(app)).url)).toEqual([error]);
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, reason }]);
  });

  it('for an app that is not registered for codes goes back, where its redirect URI is its own', async () => {
    const app = await harness.registerApp({ redirect_uris: [REDIRECT_URI], scope: 'invoices:read' });
    expect(errorIn((await begin(app)).url)).toEqual(['unauthorized_client']);
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, reason: 'flow-blocked' }]);
  });

  it.each<[string, Given, DenialReason, string]>([
    ['is not installed', uninstalled, 'not-installed', 'unauthorized_client'],
    ['did not permit the user', chosenUsersOnly, 'not-preauthorized', 'access_denied'],
  ])(
    'for an app that %s goes back once the user is known, before consent',
    async (_what, state, reason, error) => {
      const app = await harness.registerApp(VERSATILE_APP);
      await state(app);
      const browser = harness.browser();
      const { url, page } = await begin(app, {}, browser);
      expect(page).toContain('name="password"');
      expect(await denialsOf(harness, app)).toEqual([]);
      const answer = await browser.submit(url, { ...USER, action: 'sign-in' });
      const back = await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL);
      expect(errorIn(back.url)).toEqual([error]);
      expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, userId, reason }]);
      // In the session there is now, at once; and without any page where the app asked for none.
      expect(errorIn((await begin(app, {}, browser)).url)).toEqual([error]);
      expect(errorIn((await begin(app, { prompt: 'none' }, browser)).url)).toEqual([error]);
      expect(await denialsOf(harness, app)).toHaveLength(3);
    },
  );

  it('asks who it is first, where the app wants another user than the one who is signed in', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    const browser = harness.browser();
    await signIn(harness, app, USER, browser);
    await chosenUsersOnly(app);
    expect((await begin(app, { prompt: 'login' }, browser)).page).toContain('name="password"');
    expect(await denialsOf(harness, app)).toEqual([]);
  });

  it('is shown, and leads nowhere, where the redirect URI is not the app’s', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    await blocked(app);
    const { response, page, url } = await begin(app, { redirect_uri: 'https://evil.example/cb' });
    expect([response.status, url.startsWith(PUBLIC_URL)]).toEqual([400, true]);
    expect(page).toContain('blocked by an administrator');
    expect(await denialsOf(harness, app)).toEqual([{ ...FROM_HERE, reason: 'blocked' }]);
  });

  it('of an app that is allowed is no denial, however wrong it is', async () => {
    const app = await harness.registerApp(VERSATILE_APP);
    expect((await begin(app, { redirect_uri: 'https://evil.example/cb' })).page).toContain('redirect_uri');
    expect(errorIn((await begin(app, { scope: 'more' })).url)).toEqual(['invalid_scope']);
    expect(await denialsOf(harness, app)).toEqual([]);
  });

  it('that cannot be read is refused as what it is', async () => {
    const unreadable = ['', '?client_id=', '?client_id=a&client_id=b', `?client_id=${'x'.repeat(129)}`];
    const answers = await Promise.all(unreadable.map((query) => harness.send(harness.url(`/auth${query}`))));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const names = (await harness.usageFacts()).map(({ data }) => ('clientId' in data ? data.clientId : ''));
    expect(names).not.toContainEqual(expect.stringMatching(/^(|a|b|x+)$/));
  });

  it('for an app that nobody knows is shown as that of one that is not installed, and written down', async () => {
    const unknown = { clientId: 'app_unknown', clientSecret: '' };
    const { response, page } = await begin(unknown);
    expect(response.status).toBe(400);
    expect(page).toContain('not installed');
    expect(await denialsOf(harness, unknown)).toEqual([{ ...FROM_HERE, reason: 'not-installed' }]);
  });

  it('for made-up apps fills the log no further than a minute’s worth', async () => {
    const other = 'quiet';
    await harness.registerOrg(other);
    const query = (n: number) =>
      `${harness.url('/auth', other)}?client_id=made-up-${String(n)}&response_type=code`;
    const numbers = Array.from({ length: 80 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => harness.send(query(n))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    const facts = await harness.usageFacts();
    const madeUp = facts.filter(
      ({ type, data }) =>
        type === 'UsageDenied' && 'clientId' in data && data.clientId.startsWith('made-up-'),
    );
    expect(madeUp).toHaveLength(60);
  });
});

describe('a user', () => {
  it.each<[string, (app: TestApp) => Promise<void>]>([
    [
      'who installed an app',
      ({ clientId }) => harness.decide((org) => decideInstallApp(org, { clientId, userId })),
    ],
    [
      'with the permission to approve',
      () =>
        given(harness, { type: 'RoleGranted', data: { userId, permissions: ['apps:approve-uninstalled'] } }),
    ],
  ])('%s may use it though it is not installed', async (_what, state) => {
    const app = await harness.registerApp(VERSATILE_APP);
    await uninstalled(app);
    await state(app);
    const tokens = await signIn(harness, app, USER);
    expect((await refresh(harness, app, tokens.refresh_token)).status).toBe(200);
    expect(await denialsOf(harness, app)).toEqual([]);
    await given(harness, {
      type: 'RoleWithdrawn',
      data: { userId, permissions: ['apps:approve-uninstalled'] },
    });
  });

  it('who is preauthorized, by name or by group, may use the app', async () => {
    const groupId = 'accounting';
    await given(harness, {
      type: 'GroupChanged',
      data: { groupId, name: 'Accounting', added: [userId], removed: [] },
    });
    for (const who of [{ userId }, { groupId }]) {
      const app = await harness.registerApp(VERSATILE_APP);
      await chosenUsersOnly(app);
      await harness.decide((org) => decidePreauthorizeUser(org, { clientId: app.clientId, ...who }));
      await signIn(harness, app, USER);
      expect(await denialsOf(harness, app)).toEqual([]);
    }
  });
});
