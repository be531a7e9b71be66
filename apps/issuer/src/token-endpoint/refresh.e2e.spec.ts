import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  decideRevokeAppTokens,
  decideRevokeGrant,
  decideRevokeToken,
  decideRevokeUserAppTokens,
  type Decision,
  type OrgState,
} from '#domain';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { refresh, signIn, SIGN_IN_APP, type Tokens } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
const WINDOW_MS = 10_000;
let harness: IssuerHarness;
let app: TestApp;
let userId: string;

beforeAll(async () => {
  harness = await IssuerHarness.start({ issuer: { refreshRetryWindowMs: WINDOW_MS } });
  app = await harness.registerApp(SIGN_IN_APP);
  userId = await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

async function refreshed(token: string): Promise<Tokens> {
  const response = await refresh(harness, app, token);
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as Tokens;
}

async function isActive(token: string): Promise<boolean> {
  const response = await harness.post('/token/introspection', { token }, app);
  return ((await response.json()) as { active: boolean }).active;
}

const invalidGrant = [400, expect.objectContaining({ error: 'invalid_grant' })];

async function answerTo(token: string): Promise<unknown[]> {
  const response = await refresh(harness, app, token);
  return [response.status, await response.json()];
}

describe('a refresh', () => {
  it('rotates the refresh token and mints an access token of the same grant, both recorded', async () => {
    const first = await signIn(harness, app, USER);
    const second = await refreshed(first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const [before, after] = [decodeJwt(first.access_token), decodeJwt(second.access_token)];
    expect(after).toMatchObject({
      sub: userId,
      grant_id: before['grant_id'],
      sid: before['sid'],
      scope: before['scope'],
    });
    expect(after.jti).not.toBe(before.jti);
    const facts = (await harness.usageFacts()).flatMap((fact) =>
      fact.type === 'TokenIssued' ? [fact.data] : [],
    );
    const ofGrant = facts.filter(({ grantId }) => grantId === before['grant_id']);
    expect(ofGrant.map(({ kind }) => kind)).toEqual(['access', 'refresh', 'access', 'refresh']);
    const [, firstRefresh, secondAccess, secondRefresh] = ofGrant;
    expect(secondAccess?.refreshTokenId).toBe(firstRefresh?.tokenId);
    expect(secondRefresh?.tokenId).not.toBe(firstRefresh?.tokenId);
  });

  it('may ask for fewer scopes, and for none that was not granted', async () => {
    const { refresh_token: token } = await signIn(harness, app, USER, harness.browser(), {
      scope: 'invoices:read',
    });
    const ask = (scope: string) =>
      harness.post('/token', { grant_type: 'refresh_token', refresh_token: token, scope }, app);
    expect(await (await ask('invoices:write')).json()).toMatchObject({ error: 'invalid_scope' });
    expect(await (await ask('invoices:read')).json()).toMatchObject({ scope: 'invoices:read' });
  });

  it('is refused to another app, which costs the owner nothing', async () => {
    const { refresh_token: token } = await signIn(harness, app, USER);
    const other = await harness.registerApp(SIGN_IN_APP);
    expect((await refresh(harness, other, token)).status).toBe(400);
    await refreshed(token);
  });
});

describe('the retry window', () => {
  it('answers the immediate predecessor with the same successor, so that a lost answer is no theft', async () => {
    const first = await signIn(harness, app, USER);
    const lost = await refreshed(first.refresh_token);
    const retried = await refreshed(first.refresh_token);
    expect(retried.refresh_token).toBe(lost.refresh_token);
    expect(decodeJwt(retried.access_token).jti).not.toBe(decodeJwt(lost.access_token).jti);
    const next = await refreshed(retried.refresh_token);
    expect(await isActive(next.access_token)).toBe(true);
  });

  it('gives racing refreshes with one token one successor', async () => {
    const first = await signIn(harness, app, USER);
    const answers = await Promise.all(Array.from({ length: 6 }, () => refreshed(first.refresh_token)));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    const facts = (await harness.usageFacts()).flatMap((fact) =>
      fact.type === 'TokenIssued' ? [fact.data] : [],
    );
    const grantId = String(decodeJwt(first.access_token)['grant_id']);
    const refreshIds = facts
      .filter((data) => data.kind === 'refresh' && data.grantId === grantId)
      .map(({ tokenId }) => tokenId);
    expect(new Set(refreshIds).size).toBe(2);
  });

  it('ends when the successor was used: presenting the predecessor then kills the grant everywhere', async () => {
    const first = await signIn(harness, app, USER);
    const second = await refreshed(first.refresh_token);
    const third = await refreshed(second.refresh_token);
    expect(await answerTo(first.refresh_token)).toEqual(invalidGrant);
    expect(await answerTo(third.refresh_token)).toEqual(invalidGrant);
    expect(await isActive(third.access_token)).toBe(false);
  });

  it('ends with time: a reuse after it kills the grant everywhere', async () => {
    const first = await signIn(harness, app, USER);
    const second = await refreshed(first.refresh_token);
    expect(await isActive(second.refresh_token)).toBe(true);
    harness.clock.offsetMs += WINDOW_MS + 1_000;
    expect(await answerTo(first.refresh_token)).toEqual(invalidGrant);
    expect(await answerTo(second.refresh_token)).toEqual(invalidGrant);
    expect([await isActive(second.refresh_token), await isActive(second.access_token)]).toEqual([
      false,
      false,
    ]);
    expect(await isActive(first.access_token)).toBe(false);
  });

  it('is left untouched when the reuse cannot be written down: 503, and the next attempt revokes', async () => {
    const first = await signIn(harness, app, USER);
    const second = await refreshed(first.refresh_token);
    harness.clock.offsetMs += WINDOW_MS + 1_000;
    harness.faults.decisions = true;
    expect((await refresh(harness, app, first.refresh_token)).status).toBe(503);
    harness.faults.decisions = false;
    expect(await answerTo(first.refresh_token)).toEqual(invalidGrant);
    expect(await isActive(second.access_token)).toBe(false);
  });

  it('is not needed after an answer that could not be recorded, however late the retry comes', async () => {
    const first = await signIn(harness, app, USER);
    harness.faults.usage = true;
    const refused = await refresh(harness, app, first.refresh_token);
    harness.faults.usage = false;
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.text()).not.toContain('refresh_token');
    harness.clock.offsetMs += WINDOW_MS + 1_000;
    const second = await refreshed(first.refresh_token);
    expect(await isActive(second.access_token)).toBe(true);
  });
});

describe('a grant', () => {
  it.each<[string, (tokens: Tokens) => (org: OrgState) => Decision | null]>([
    [
      'the grant',
      (tokens) => (org) =>
        decideRevokeGrant(org, {
          grantId: String(decodeJwt(tokens.access_token)['grant_id']),
          covers: ['access', 'refresh'],
        }),
    ],
    [
      'the user of the app',
      () => (org) =>
        decideRevokeUserAppTokens(org, { userId, clientId: app.clientId, covers: ['access', 'refresh'] }),
    ],
    [
      'the app',
      () => (org) => decideRevokeAppTokens(org, { clientId: app.clientId, covers: ['access', 'refresh'] }),
    ],
  ])(
    'is refused at the next refresh after a revocation of %s, and a new sign-in is not',
    async (_what, decider) => {
      const browser = harness.browser();
      const before = await signIn(harness, app, USER, browser);
      await harness.decide(decider(before));
      expect(await answerTo(before.refresh_token)).toEqual(invalidGrant);
      expect(await isActive(before.access_token)).toBe(false);
      const after = await signIn(harness, app, USER, browser);
      await refreshed(after.refresh_token);
    },
  );

  it('is refused for the one refresh token that was revoked by its id', async () => {
    const { refresh_token: token, access_token: access } = await signIn(harness, app, USER);
    const introspected = (await (await harness.post('/token/introspection', { token }, app)).json()) as {
      jti: string;
    };
    await harness.decide((org) =>
      decideRevokeToken(org, { iss: harness.url(''), jti: introspected.jti, covers: ['refresh'] }),
    );
    expect(await isActive(token)).toBe(false);
    expect(await answerTo(token)).toEqual(invalidGrant);
    expect(await isActive(access)).toBe(true);
  });

  it('does not escape a revocation that comes in while it is being refreshed', async () => {
    const first = await signIn(harness, app, USER);
    const grantId = String(decodeJwt(first.access_token)['grant_id']);
    harness.whileRotating = () =>
      harness.decide((org) => decideRevokeGrant(org, { grantId, covers: ['access', 'refresh'] }));
    const answer = await refresh(harness, app, first.refresh_token);
    harness.whileRotating = () => Promise.resolve();
    const second = (await answer.json()) as Tokens;
    expect(answer.status).toBe(200);
    expect([await isActive(second.access_token), await isActive(second.refresh_token)]).toEqual([
      false,
      false,
    ]);
    expect(await answerTo(second.refresh_token)).toEqual(invalidGrant);
  });
});

describe('what is stored', () => {
  it('holds no code, refresh token or session cookie that would let a reader in', async () => {
    const browser = harness.browser();
    const first = await signIn(harness, app, USER, browser);
    const second = await refreshed(first.refresh_token);
    const stored = await harness.storedText();
    expect(stored).toContain(String(decodeJwt(first.access_token)['grant_id']));
    for (const secret of [first.refresh_token, second.refresh_token, app.clientSecret, USER.password]) {
      expect(stored).not.toContain(secret);
    }
    expect(browser.cookieValues.filter((value) => stored.includes(value))).toEqual([]);
  });
});
