import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideRevokeUserTokens } from '#domain';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';
import { authorizationRequest, exchange, passPages, SIGN_IN_APP } from '../testing/sign-in.js';

const USER = { username: 'ada', password: 'correct horse' };
let harness: IssuerHarness;
let app: TestApp;
let userId: string;

beforeAll(async () => {
  harness = await IssuerHarness.start();
  app = await harness.registerApp(SIGN_IN_APP);
  userId = await harness.registerUser(USER.username, USER.password);
});
afterAll(() => harness.close());

describe('a code', () => {
  async function code(browser = harness.browser()) {
    const { url, verifier } = authorizationRequest(harness, app);
    return { verifier, code: (await passPages(browser, url, USER)).searchParams.get('code') ?? '' };
  }

  it('that is used twice kills the grant that came from it, also when both come at once', async () => {
    const first = await code();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => exchange(harness, app, first.code, first.verifier)),
    );
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Record<string, string>[];
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const won = bodies.find((body) => 'access_token' in body);
    const check = await harness.post('/token/introspection', { token: won?.['access_token'] ?? '' }, app);
    expect(await check.json()).toEqual({ active: false });
    const again = await harness.post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: won?.['refresh_token'] ?? '' },
      app,
    );
    expect([again.status, await again.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ]);
  });

  it('stays usable when the log took nothing, and no token left', async () => {
    const { code: text, verifier } = await code();
    harness.faults.usage = true;
    const refused = await exchange(harness, app, text, verifier);
    harness.faults.usage = false;
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ error: 'temporarily_unavailable' });
    expect((await exchange(harness, app, text, verifier)).status).toBe(200);
  });

  it('given before a revocation of the user gives no token after it', async () => {
    const { code: text, verifier } = await code();
    await harness.decide((org) =>
      decideRevokeUserTokens(org, { userId, covers: ['access', 'refresh', 'session'] }),
    );
    const answer = await exchange(harness, app, text, verifier);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ]);
    expect(await harness.usageFacts()).toContainEqual({
      type: 'UsageDenied',
      data: expect.objectContaining({
        clientId: app.clientId,
        userId,
        reason: 'revoked-token-presented',
        where: 'issuer',
      }),
    });
  });
});
