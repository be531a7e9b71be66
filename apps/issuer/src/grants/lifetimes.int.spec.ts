import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { answerOf, givenPolicy } from '../testing/governance.js';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { refresh, signIn, SIGN_IN_APP, type Tokens } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const ISSUERS = { accessTokenS: 600, refreshTokenS: 4_000, grantS: 10_000 };
let harness: IssuerHarness;
let app: TestApp;

beforeAll(async () => {
  harness = await IssuerHarness.start({ issuer: { lifetimes: ISSUERS, refreshRetryWindowMs: 0 } });
  await harness.registerUser(USER.username, USER.password);
});
afterEach(() => {
  harness.clock.offsetMs = 0;
});
afterAll(() => harness.close());

const policy = async (changes: Parameters<typeof givenPolicy>[2]): Promise<void> => {
  app = await harness.registerApp({
    ...SIGN_IN_APP,
    grant_types: [...SIGN_IN_APP.grant_types, 'client_credentials'],
  });
  await givenPolicy(harness, app, changes);
};
const wait = (seconds: number): void => {
  harness.clock.offsetMs += seconds * 1000;
};
const invalidGrant = [400, expect.objectContaining({ error: 'invalid_grant' })];

async function refreshed(token: string): Promise<Tokens> {
  const [status, body] = await answerOf(refresh(harness, app, token));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as Tokens;
}

async function introspected(token: string): Promise<Record<string, unknown>> {
  return (await (await harness.post('/token/introspection', { token }, app)).json()) as Record<
    string,
    unknown
  >;
}

/** Lifetimes by kind of the tokens of the app that the inventory has, s. */
async function recordedLifetimes(): Promise<readonly (readonly [string, number])[]> {
  const issued = (await harness.usageFacts()).flatMap(({ type, data }) =>
    type === 'TokenIssued' && data.clientId === app.clientId ? [data] : [],
  );
  const lifetimeOf = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
  return issued.map(({ kind, issuedAt, expiresAt }) => [kind, lifetimeOf(issuedAt, expiresAt)] as const);
}

describe('access tokens', () => {
  it.each([
    [null, 600],
    [60, 60],
    [86_400, 600],
  ])('with a policy of %s seconds live for %s', async (accessTokenLifetimeS, lifetime) => {
    await policy({ accessTokenLifetimeS });
    const own = await harness.post('/token', { grant_type: 'client_credentials' }, app);
    const tokens = [(await own.json()) as Tokens, await signIn(harness, app, USER)];
    for (const { access_token: token, expires_in: expiresIn } of tokens) {
      const { iat = 0, exp = 0 } = decodeJwt(token);
      expect([exp - iat, expiresIn]).toEqual([lifetime, lifetime]);
    }
  });

  it('do not outlive their grant', async () => {
    await policy({ refreshTokenAbsoluteS: 900 });
    const first = await signIn(harness, app, USER);
    wait(700);
    const second = await refreshed(first.refresh_token);
    expect(second.expires_in).toBeGreaterThan(190);
    expect(second.expires_in).toBeLessThanOrEqual(200);
  });
});

describe('refresh tokens', () => {
  it('die when they are idle for too long, and live on when each is used in time', async () => {
    await policy({ refreshTokenIdleS: 100 });
    let { refresh_token: token } = await signIn(harness, app, USER);
    const unused = (await signIn(harness, app, USER)).refresh_token;
    const lifetimes = (await recordedLifetimes()).filter(([kind]) => kind === 'refresh');
    expect(lifetimes).toEqual([
      ['refresh', 100],
      ['refresh', 100],
    ]);
    wait(90);
    token = (await refreshed(token)).refresh_token;
    expect(await introspected(unused)).toMatchObject({ active: true });
    wait(11);
    expect(await introspected(unused)).toEqual({ active: false });
    expect(await answerOf(refresh(harness, app, unused))).toEqual(invalidGrant);
    await refreshed(token);
  });

  it('live no longer than the issuer lets them, whatever the policy says', async () => {
    await policy({ refreshTokenIdleS: 34_000_000, refreshTokenAbsoluteS: 34_000_000 });
    await signIn(harness, app, USER);
    expect(await recordedLifetimes()).toContainEqual(['refresh', ISSUERS.refreshTokenS]);
  });

  it('obey a policy that becomes stricter, at their next use', async () => {
    await policy({});
    const [idle, old] = [await signIn(harness, app, USER), await signIn(harness, app, USER)];
    wait(300);
    await givenPolicy(harness, app, { refreshTokenIdleS: 200 });
    expect(await answerOf(refresh(harness, app, idle.refresh_token))).toEqual(invalidGrant);
    expect(await introspected(idle.refresh_token)).toEqual({ active: false });
    await givenPolicy(harness, app, { refreshTokenAbsoluteS: 200 });
    expect(await answerOf(refresh(harness, app, old.refresh_token))).toEqual(invalidGrant);
    await givenPolicy(harness, app, {});
    await refreshed(old.refresh_token);
  });

  it('end with their grant, counted from its beginning, however often they are refreshed', async () => {
    await policy({ refreshTokenAbsoluteS: 1_000, refreshTokenIdleS: 400 });
    let tokens = await signIn(harness, app, USER);
    for (let use = 0; use < 3; use += 1) {
      wait(300);
      tokens = await refreshed(tokens.refresh_token);
    }
    const { iat, exp } = (await introspected(tokens.refresh_token)) as { iat: number; exp: number };
    expect(exp - iat).toBeLessThanOrEqual(100);
    wait(100);
    expect(await answerOf(refresh(harness, app, tokens.refresh_token))).toEqual(invalidGrant);
    expect(await introspected(tokens.refresh_token)).toEqual({ active: false });
  });

  it('of a grant that ended are followed by consent, and a new grant', async () => {
    await policy({ refreshTokenAbsoluteS: 1_000 });
    const browser = harness.browser();
    const before = await signIn(harness, app, USER, browser);
    wait(1_001);
    await givenPolicy(harness, app, { refreshTokenAbsoluteS: 5_000 });
    const after = await signIn(harness, app, USER, browser);
    expect(decodeJwt(after.access_token)['grant_id']).not.toBe(decodeJwt(before.access_token)['grant_id']);
    await refreshed(after.refresh_token);
  });
});

describe('refresh tokens that are not rotated', () => {
  it('come back as they are, each use counted, and are no theft when they are used again', async () => {
    await policy({ rotateRefreshTokens: false });
    const first = await signIn(harness, app, USER);
    const { jti: tokenId } = await introspected(first.refresh_token);
    const answers = [await refreshed(first.refresh_token)];
    wait(60);
    answers.push(...(await Promise.all(Array.from({ length: 4 }, () => refreshed(first.refresh_token)))));
    expect(new Set(answers.map((answer) => answer.refresh_token))).toEqual(new Set([first.refresh_token]));
    for (const { access_token: token } of answers)
      expect(await introspected(token)).toMatchObject({ active: true });
    const facts = (await harness.usageFacts()).flatMap(({ type, data }) =>
      type === 'TokenIssued' ? [data] : [],
    );
    expect(facts.filter(({ refreshTokenId }) => refreshTokenId === tokenId)).toHaveLength(answers.length);
    const refreshes = facts.filter((data) => data.kind === 'refresh' && data.clientId === app.clientId);
    expect(refreshes.map((data) => data.tokenId)).toEqual([tokenId]);
  });

  it('live as long as their grant while they are used in time, and die when they are idle', async () => {
    await policy({ rotateRefreshTokens: false, refreshTokenIdleS: 100, refreshTokenAbsoluteS: 240 });
    const [used, unused] = [await signIn(harness, app, USER), await signIn(harness, app, USER)];
    wait(90);
    await refreshed(used.refresh_token);
    wait(90);
    expect(await introspected(unused.refresh_token)).toEqual({ active: false });
    expect(await answerOf(refresh(harness, app, unused.refresh_token))).toEqual(invalidGrant);
    expect(await introspected(used.refresh_token)).toMatchObject({ active: true });
    await refreshed(used.refresh_token);
    wait(61);
    expect(await answerOf(refresh(harness, app, used.refresh_token))).toEqual(invalidGrant);
  });

  it('are rotated once the policy says so, and what was rotated before stays used', async () => {
    await policy({ rotateRefreshTokens: true });
    const first = await signIn(harness, app, USER);
    await givenPolicy(harness, app, { rotateRefreshTokens: false });
    expect((await refreshed(first.refresh_token)).refresh_token).toBe(first.refresh_token);
    await givenPolicy(harness, app, { rotateRefreshTokens: true });
    const second = await refreshed(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await givenPolicy(harness, app, { rotateRefreshTokens: false });
    wait(1);
    expect(await answerOf(refresh(harness, app, first.refresh_token))).toEqual(invalidGrant);
    expect(await answerOf(refresh(harness, app, second.refresh_token))).toEqual(invalidGrant);
  });
});
