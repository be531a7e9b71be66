import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideBlockApp, decideUnblockApp } from '#domain';
import { introspectionOf } from '../testing/governance.js';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';
import { VERSATILE_APP } from '../testing/policy-states.js';
import {
  authorizationRequest,
  exchange,
  passPages,
  REDIRECT_URI,
  refresh,
  signIn,
  SIGN_IN_APP,
} from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
let harness: IssuerHarness;
let other: TestApp;
let inspector: TestApp;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  other = await harness.registerApp(VERSATILE_APP);
  inspector = await harness.registerApp({ scope: 'tokens:introspect' });
  await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

const introspect = (token: string, caller: TestApp) => introspectionOf(harness, token, caller);

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
