import { createHash, randomBytes } from 'node:crypto';
import { CookieBrowser } from '#apps/issuer/testing';
import type { Answer } from '../api/api-client.js';
import type { Platform } from '../processes/platform.js';

/** Where the test apps are sent back to; nobody listens there. */
export const REDIRECT_URI = 'https://app.example/cb';

/** An app that signs users in; a public one has no secret. */
export interface SignInApp {
  readonly clientId: string;
  readonly clientSecret: string | null;
}

/** A user as registered. */
export interface TestUser {
  readonly userId: string;
  readonly username: string;
  readonly password: string;
}

/** What the token endpoint gave. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** Registers an app for the authorization code flow. */
export async function registerSignInApp(
  { api }: Platform,
  client: 'public' | 'confidential',
  metadata: Record<string, unknown> = {},
): Promise<SignInApp> {
  const answer = await api.post('/apps', {
    client_name: `A ${client} app`,
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: client === 'public' ? 'none' : 'client_secret_basic',
    scope: 'orders:read',
    ...metadata,
  });
  if (answer.status !== 201)
    throw new Error(`The app was not registered: ${String(answer.status)} ${answer.text}`);
  const secret = answer.body['client_secret'];
  return {
    clientId: String(answer.body['client_id']),
    clientSecret: typeof secret === 'string' ? secret : null,
  };
}

/** Registers a user with a name and a password of its own. */
export async function registerUser({ api }: Platform, permissions?: readonly string[]): Promise<TestUser> {
  const username = `user-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  const answer = await api.post('/users', {
    username,
    password,
    ...(permissions === undefined ? {} : { permissions }),
  });
  if (answer.status !== 201)
    throw new Error(`The user was not registered: ${String(answer.status)} ${answer.text}`);
  return { userId: String(answer.body['user_id']), username, password };
}

/** The whole flow in a browser of its own: authorization request with PKCE, sign-in page, consent page, code, tokens. */
export async function signIn(
  platform: Platform,
  app: SignInApp,
  user: TestUser,
  scope = 'orders:read',
): Promise<Tokens> {
  const { code, verifier } = await obtainCode(platform, app, user, scope);
  return tokensIn(await exchange(platform, app, code, verifier));
}

/** Signs in and consents, as far as the code. */
export async function obtainCode(
  platform: Platform,
  app: SignInApp,
  user: TestUser,
  scope = 'orders:read',
): Promise<{ code: string; verifier: string }> {
  const { answer, verifier } = await authorize(platform, app, user, scope);
  const code = answer.get('code');
  if (code === null || answer.get('state') !== 'state-1') throw new Error(`No code: ${answer.toString()}`);
  return { code, verifier };
}

/** Signs in and consents where that is asked for; answers what the app was sent, be it a code or an error. */
export async function authorize(
  { url, issuer }: Platform,
  app: SignInApp,
  user: TestUser,
  scope = 'orders:read',
  browser = new CookieBrowser(fetch),
): Promise<{ answer: URLSearchParams; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { searchParams } = await passPages(browser, url, `${issuer}/auth?${query.toString()}`, user);
  return { answer: searchParams, verifier };
}

/** Exchanges a code, whatever comes of it. */
export function exchange({ api }: Platform, app: SignInApp, code: string, verifier: string): Promise<Answer> {
  const fields = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
  };
  return api.tokenRequest(app.clientId, app.clientSecret, fields);
}

/** Presents a refresh token, whatever comes of it. */
export function refresh({ api }: Platform, app: SignInApp, refreshToken: string): Promise<Answer> {
  return api.tokenRequest(app.clientId, app.clientSecret, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}

/** The tokens of an answer. */
export function tokensIn({ status, body, text }: Answer): Tokens {
  const { access_token: access, refresh_token: refreshToken } = body;
  if (status !== 200 || typeof access !== 'string' || typeof refreshToken !== 'string') {
    throw new Error(`No tokens: ${String(status)} ${text}`);
  }
  return { access, refresh: refreshToken };
}

/** Goes through the pages as far as they ask; answers where the app was sent. */
async function passPages(
  browser: CookieBrowser,
  platformUrl: string,
  url: string,
  { username, password }: TestUser,
): Promise<URL> {
  let at = url;
  for (let step = 0; step < 6; step += 1) {
    const reached = await browser.follow(at, platformUrl);
    if (!reached.url.startsWith(platformUrl)) return new URL(reached.url);
    const page = await reached.response.text();
    const asksWho = page.includes('name="password"');
    const fields: Record<string, string> = asksWho
      ? { username, password, action: 'sign-in' }
      : { action: 'allow' };
    const answer = await browser.submit(reached.url, fields);
    const location = answer.headers.get('location');
    if (location === null)
      throw new Error(
        `The page answered ${String(answer.status)} without a redirect: ${await answer.text()}`,
      );
    at = location;
  }
  throw new Error('The pages did not end.');
}
