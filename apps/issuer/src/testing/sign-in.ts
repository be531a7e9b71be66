import { createHash, randomBytes } from 'node:crypto';
import type { CookieBrowser } from './cookie-browser.js';
import { type IssuerHarness, PUBLIC_URL, type TestApp } from './issuer.harness.js';

/** Where the test apps are redirected to. */
export const REDIRECT_URI = 'https://app.example/cb';

/** Metadata of an app that signs users in. */
export const SIGN_IN_APP = {
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  scope: 'invoices:read invoices:write',
} as const;

/** An authorization request that was begun. */
export interface BegunRequest {
  readonly url: string;
  readonly verifier: string;
}

/** The URL of an authorization request with PKCE. */
export function authorizationRequest(
  harness: IssuerHarness,
  app: TestApp,
  params: Record<string, string> = {},
): BegunRequest {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...params,
  });
  return { url: `${harness.url('/auth')}?${query.toString()}`, verifier };
}

/** Signs in and consents through the pages, as far as they ask; answers where the app was sent. */
export async function passPages(
  browser: CookieBrowser,
  url: string,
  user: { username: string; password: string },
): Promise<URL> {
  let at = url;
  for (let step = 0; step < 6; step += 1) {
    const reached = await browser.follow(at, PUBLIC_URL);
    if (!reached.url.startsWith(PUBLIC_URL)) return new URL(reached.url);
    const page = await reached.response.text();
    const fields = page.includes('name="password"') ? { ...user, action: 'sign-in' } : { action: 'allow' };
    const answer = await browser.submit(reached.url, fields);
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`The page answered ${String(answer.status)} without a redirect.`);
    at = location;
  }
  throw new Error('The pages did not end.');
}

/** The tokens of an answer of the token endpoint. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly token_type: string;
  readonly id_token?: string;
}

/** The whole authorization code flow. */
export async function signIn(
  harness: IssuerHarness,
  app: TestApp,
  user: { username: string; password: string },
  browser = harness.browser(),
  params: Record<string, string> = {},
): Promise<Tokens> {
  const { url, verifier } = authorizationRequest(harness, app, params);
  const code = (await passPages(browser, url, user)).searchParams.get('code') ?? '';
  const response = await exchange(harness, app, code, verifier);
  if (response.status !== 200) throw new Error(`The code was refused: ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** Exchanges a code. */
export function exchange(
  harness: IssuerHarness,
  app: TestApp,
  code: string,
  verifier: string,
): Promise<Response> {
  const fields = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
  };
  return harness.post('/token', fields, app);
}

/** Presents a refresh token. */
export function refresh(harness: IssuerHarness, app: TestApp, refreshToken: string): Promise<Response> {
  return harness.post('/token', { grant_type: 'refresh_token', refresh_token: refreshToken }, app);
}
