import { randomBytes } from 'node:crypto';
import { PERMISSIONS, type Permission, type Role } from '#domain';
import { ApiClient } from '../api/api-client.js';
import type { Platform } from '../processes/platform.js';
import { registerSignInApp, type SignInApp, signIn, type TestUser } from './user-sign-in.js';

/** What an administrator is given. */
export interface Authority {
  readonly roles?: readonly Role[];
  readonly permissions?: readonly Permission[];
}

/** A person who administers, signed in. */
export interface Administrator extends TestUser {
  /** Their access token at the control API. */
  readonly token: string;
}

/** Registers the app that administrators sign in to: it may ask for everything, and gets what its user holds. */
export function registerConsole(platform: Platform): Promise<SignInApp> {
  return registerSignInApp(platform, 'public', { client_name: 'Console', scope: PERMISSIONS.join(' ') });
}

/** Registers a person with roles or permissions, and signs them in to the console. */
export async function signInAdministrator(
  platform: Platform,
  console: SignInApp,
  authority: Authority,
): Promise<Administrator> {
  const username = `admin-${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  const answer = await platform.api.post('/users', { username, password, ...authority });
  if (answer.status !== 201)
    throw new Error(`The administrator was not registered: ${String(answer.status)} ${answer.text}`);
  const user = { userId: String(answer.body['user_id']), username, password };
  return { ...user, token: (await signIn(platform, console, user, PERMISSIONS.join(' '))).access };
}

/** Registers another organisation; answers its administrator's program. */
export async function registerOrganization({ api, url }: Platform, orgId: string): Promise<ApiClient> {
  const answer = await api.post('/organizations', { org_id: orgId, name: orgId });
  if (answer.status !== 201)
    throw new Error(`The organisation was not registered: ${String(answer.status)} ${answer.text}`);
  const { issuer, client_id: id, client_secret: secret } = answer.body;
  return new ApiClient(url, String(issuer), { id: String(id), secret: String(secret) });
}
