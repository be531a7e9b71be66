import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventLogError } from '#event-log';
import { IssuerHarness, type TestApp } from '../testing/issuer.harness.js';

const ACCESS_TOKEN_MS = 120_000;
const HOUR_MS = 3_600_000;
let harness: IssuerHarness;
let app: TestApp;

beforeEach(async () => {
  const lifetimes = { accessTokenS: ACCESS_TOKEN_MS / 1000, idTokenS: ACCESS_TOKEN_MS / 1000 };
  harness = await IssuerHarness.start({ issuer: { lifetimes } });
  app = await harness.registerApp();
});
afterEach(() => harness.close());

async function clientToken(): Promise<string> {
  const response = await harness.post('/token', { grant_type: 'client_credentials' }, app);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** A token of a key that came in after what the issuer knows; `arrives`: it gets to know it when it looks. */
async function tokenOfUnseenKey(arrives: () => Promise<void>): Promise<string> {
  const before = structuredClone(harness.runtime.decisions.org('acme'));
  await harness.rotate('graceful');
  const token = await clientToken();
  harness.behind = before ?? null;
  harness.whileCatchingUp = arrives;
  return token;
}

const arrives = (): Promise<void> => {
  harness.behind = null;
  return Promise.resolve();
};
const logIsAway = (): Promise<never> =>
  Promise.reject(new EventLogError('LOG_UNAVAILABLE', 'It is away.', true));

const ask = (endpoint: 'introspection' | 'revocation', token: string) =>
  harness.post(`/token/${endpoint}`, { token }, app);
const isActive = async (token: string) =>
  ((await (await ask('introspection', token)).json()) as { active: boolean }).active;

describe('an issuer that has not read of a new signing key yet', () => {
  it('reads the log before it answers a revocation, which then holds', async () => {
    const token = await tokenOfUnseenKey(arrives);
    expect((await ask('revocation', token)).status).toBe(200);
    harness.behind = null;
    expect(await isActive(token)).toBe(false);
  });

  it('reads the log before it says whether a token is active', async () => {
    const token = await tokenOfUnseenKey(arrives);
    expect(await isActive(token)).toBe(true);
  });

  it.each(['revocation', 'introspection'] as const)(
    'answers 503 with Retry-After to a %s while the log cannot be read, and does it when it is asked again',
    async (endpoint) => {
      const token = await tokenOfUnseenKey(logIsAway);
      const response = await ask(endpoint, token);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
      harness.whileCatchingUp = arrives;
      expect((await ask(endpoint, token)).status).toBe(200);
      expect(await isActive(token)).toBe(endpoint === 'introspection');
    },
  );

  it('does not ask the log about what it did not sign', async () => {
    harness.whileCatchingUp = logIsAway;
    const [header = '', , signature = ''] = (await clientToken()).split('.');
    const foreign = Buffer.from('{"iss":"https://elsewhere.example"}').toString('base64url');
    const unknownKid = Buffer.from('{"alg":"RS256","kid":"k","typ":"at+jwt"}').toString('base64url');
    const known = (await clientToken()).replace(/[^.]*$/, signature);
    for (const text of ['x', `${header}.${foreign}.${signature}`, `${unknownKid}.${foreign}.x`, known]) {
      expect([text, (await ask('revocation', text)).status]).toEqual([text, 200]);
      expect([text, await isActive(text)]).toEqual([text, false]);
    }
  });
});

describe('an issuer whose clock is ahead', () => {
  it('takes the revocation of a token that has expired only by its own clock', async () => {
    const token = await clientToken();
    harness.clock.offsetMs += ACCESS_TOKEN_MS + HOUR_MS / 2;
    expect((await ask('revocation', token)).status).toBe(200);
    harness.clock.offsetMs = 0;
    expect(await isActive(token)).toBe(false);
  });

  it('decides nothing about a token that has expired by every clock', async () => {
    const token = await clientToken();
    const position = harness.position();
    harness.clock.offsetMs += ACCESS_TOKEN_MS + HOUR_MS + 1000;
    expect((await ask('revocation', token)).status).toBe(200);
    expect(harness.position()).toBe(position);
  });
});
