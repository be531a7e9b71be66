import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { decideCancelSessionEnd, decideEndSessions, decideScheduleSessionEnd, type TokenKind } from '#domain';
import { givenPolicy, givenSettings, givenUninstalled } from '../testing/governance.js';
import { IssuerHarness, PUBLIC_URL, type TestApp } from '../testing/issuer.harness.js';
import { authorizationRequest, refresh, signIn, SIGN_IN_APP, type Tokens } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const LEFT_S = 1_800;
let harness: IssuerHarness;
let app: TestApp;
let atS: number;
let announced = 0;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  await harness.registerUser(USER.username, USER.password);
});
beforeEach(async () => {
  app = await harness.registerApp({ ...SIGN_IN_APP, grant_types: [...SIGN_IN_APP.grant_types, 'password'] });
});
afterEach(async () => {
  const scheduleId = harness.runtime.decisions.org('acme')?.sessionEnd?.scheduleId;
  if (scheduleId !== undefined) await harness.decide((org) => decideCancelSessionEnd(org, { scheduleId }));
});
afterAll(() => harness.close());

async function announce(covers: readonly TokenKind[]): Promise<void> {
  const nowMs = harness.now();
  atS = Math.floor(nowMs / 1000) + LEFT_S;
  announced += 1;
  const scheduleId = `end-${String(announced)}`;
  const command = {
    scheduleId,
    atMs: atS * 1000,
    nowMs,
    covers,
    reason: 'Major release, internal ticket 4711',
  };
  await harness.decide((org) => decideScheduleSessionEnd(org, command));
}

async function endOf(token: string): Promise<number> {
  const response = await harness.post('/token/introspection', { token }, app);
  return ((await response.json()) as { exp: number }).exp;
}

async function pageOf(browser = harness.browser()): Promise<{ url: string; text: string }> {
  const { url, response } = await browser.follow(authorizationRequest(harness, app).url, PUBLIC_URL);
  return { url, text: await response.text() };
}

/** The page that asks for consent, in a fresh session. */
async function consentPage(): Promise<string> {
  const browser = harness.browser();
  const { url } = await pageOf(browser);
  const answer = await browser.submit(url, { ...USER, action: 'sign-in' });
  return (await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL)).response.text();
}

/** By model, the ends of what is stored, NumericDate, by its id. */
async function storedEnds(model: string): Promise<ReadonlyMap<string, number>> {
  const rows = JSON.parse(await harness.storedText()) as { model: string; id: string; payload: string }[];
  const ofModel = rows.filter((row) => row.model === model);
  return new Map(
    ofModel.map(({ id, payload }) => [id, (JSON.parse(payload) as { exp: number }).exp] as const),
  );
}

/** The ends of what is stored now and wasn't before. */
async function newEnds(model: string, before: ReadonlyMap<string, number>): Promise<readonly number[]> {
  const ends = await storedEnds(model);
  return [...ends].flatMap(([id, exp]) => (before.has(id) ? [] : [exp]));
}

describe('an announced end of sessions', () => {
  it('is not outlived by what it covers and is made from then on', async () => {
    const before = await signIn(harness, app, USER);
    const stored = { Session: await storedEnds('Session'), Grant: await storedEnds('Grant') };
    await announce(['access', 'refresh', 'session']);
    const tokens = [await signIn(harness, app, USER)];
    tokens.push((await (await refresh(harness, app, before.refresh_token)).json()) as Tokens);
    for (const { access_token: access, refresh_token: token } of tokens) {
      expect(decodeJwt(access).exp).toBeLessThanOrEqual(atS);
      expect(decodeJwt(access).exp).toBeGreaterThan(atS - 60);
      expect(await endOf(token)).toBeLessThanOrEqual(atS);
      expect(await endOf(token)).toBeGreaterThan(atS - 60);
    }
    for (const model of ['Session', 'Grant'] as const) {
      const ends = await newEnds(model, stored[model]);
      expect(ends).toHaveLength(1);
      expect(Math.abs((ends[0] ?? 0) - atS + 30)).toBeLessThanOrEqual(30);
    }
  });

  it('is outlived by what it does not cover', async () => {
    const sessions = await storedEnds('Session');
    await announce(['session']);
    const { access_token: access, refresh_token: token } = await signIn(harness, app, USER);
    expect(decodeJwt(access).exp).toBeGreaterThan(atS);
    expect(await endOf(token)).toBeGreaterThan(atS);
    const [end = Infinity] = await newEnds('Session', sessions);
    expect(end).toBeLessThanOrEqual(atS);
  });

  it('is not outlived by one-time tokens', async () => {
    await givenSettings(harness, { allowedGrantTypes: ['authorization_code', 'refresh_token', 'password'] });
    await announce(['access']);
    harness.clock.offsetMs = (LEFT_S - 30) * 1000;
    const response = await harness.post('/token', { grant_type: 'password', ...USER }, app);
    harness.clock.offsetMs = 0;
    const { expires_in: expiresIn } = (await response.json()) as Tokens;
    expect(expiresIn).toBeLessThanOrEqual(30);
    expect(expiresIn).toBeGreaterThan(25);
  });

  it('shortens nothing any more when it was cancelled, or was carried out', async () => {
    await announce(['access', 'refresh', 'session']);
    const covered = await signIn(harness, app, USER);
    harness.clock.offsetMs = LEFT_S * 1000;
    await harness.decide((org) => decideEndSessions(org, harness.now()));
    harness.clock.offsetMs = 0;
    expect((await refresh(harness, app, covered.refresh_token)).status).toBe(400);
    const after = await signIn(harness, app, USER);
    expect(decodeJwt(after.access_token).exp).toBeGreaterThan(atS);
  });

  it('is told on the pages, with its time and without its reason', async () => {
    await announce(['refresh', 'session']);
    const iso = new Date(atS * 1000).toISOString();
    for (const text of [(await pageOf()).text, await consentPage()]) {
      expect(text).toContain(`<time datetime="${iso}">`);
      expect(text).toContain('You will be signed out on');
      expect(text).not.toContain('4711');
    }
  });

  it('is not told where there is none, or it covers access tokens only', async () => {
    expect((await pageOf()).text).not.toContain('<time');
    await announce(['access']);
    expect((await pageOf()).text).not.toContain('<time');
  });
});

describe('the pages', () => {
  it('say before the sign-in that an app is not installed, and whom to ask', async () => {
    await givenUninstalled(harness, app);
    const { text } = await pageOf();
    expect(text).toContain('This app is not installed in acme Ltd.');
    expect(text).toContain('ask an administrator');
  });

  it('say that an administrator chooses who may use an app, and not whom', async () => {
    await givenPolicy(harness, app, { permittedUsers: 'preauthorized-users' });
    const { text } = await pageOf();
    expect(text).toContain('Only users whom an administrator of acme Ltd chose may use this app.');
    expect(text).not.toMatch(/usr_/);
  });

  it('say to a user who may approve it that an app is not installed', async () => {
    await givenUninstalled(harness, app);
    const userId = await harness.registerUser('boss', 'correct battery');
    await harness.decide(() => ({
      type: 'RoleGranted',
      data: { userId, permissions: ['apps:approve-uninstalled'] },
    }));
    const browser = harness.browser();
    const { url } = await pageOf(browser);
    const answer = await browser.submit(url, {
      username: 'boss',
      password: 'correct battery',
      action: 'sign-in',
    });
    const page = await (
      await browser.follow(answer.headers.get('location') ?? '', PUBLIC_URL)
    ).response.text();
    expect(page).toContain('This app is not installed in acme Ltd. You may allow it for yourself');
  });

  it('say nothing of the kind for an app that everybody may use', async () => {
    for (const text of [(await pageOf()).text, await consentPage()])
      expect(text).not.toMatch(/role="note"|not installed/);
  });
});
