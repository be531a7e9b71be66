import { decodeJwt } from 'jose';
import type { Answer } from '../api/api-client.js';
import type { TestApp } from '../actors/apps.js';
import type { Platform } from '../processes/platform.js';
import { until } from '../until.js';
import { authorize, refresh, type SignInApp, type TestUser } from '../actors/user-sign-in.js';

/** Objects of a list. */
export type Rows = Record<string, unknown>[];

/** Sends a command that must be accepted; answers its body. */
export async function accepted(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  const { status, body, text } = await answer;
  if (status !== 202) throw new Error(`Not accepted: ${String(status)} ${text}`);
  return body;
}

/** Reads an app's policy and sends it back, changed, with its `ETag`. */
export async function changePolicy(
  { api }: Platform,
  clientId: string,
  changes: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const path = `/apps/${clientId}/policy`;
  const { body, headers } = await api.get(path);
  const options = {
    body: { ...body, ...changes },
    headers: { 'if-match': headers.get('etag') ?? '' },
  };
  return accepted(api.call('PUT', path, options));
}

/** Changes the organisation's settings, whichever they are. */
export function changeSettings(
  { api }: Platform,
  changes: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  return accepted(
    api.call('PATCH', '/organization/settings', { body: changes, headers: { 'if-match': '*' } }),
  );
}

/** Waits until signing in with the app ends in that error. An attempt that still succeeds is made again. */
export async function signInRefused(
  platform: Platform,
  app: SignInApp,
  user: TestUser,
  error: string,
): Promise<void> {
  await until(`the sign-in ends in ${error}`, async () => {
    const { answer } = await authorize(platform, app, user);
    return answer.get('error') === error;
  });
}

/**
 * Waits until refreshing is refused. An attempt that still succeeds is followed by one with what it gave: a token that is used
 * twice would be refused for that.
 */
export async function refreshRefused(
  platform: Platform,
  app: SignInApp,
  refreshToken: string,
  error = 'invalid_grant',
): Promise<void> {
  let current = refreshToken;
  await until(`the refresh is refused: ${error}`, async () => {
    const { status, body } = await refresh(platform, app, current);
    if (status === 200) current = String(body['refresh_token']);
    return status === 400 && body['error'] === error;
  });
}

/** Waits until the app's own request for a token is refused. */
export async function clientRefused({ api }: Platform, app: TestApp): Promise<void> {
  await until('the app gets no token', async () => {
    const { body } = await api.tokenRequest(app.clientId, app.clientSecret, {
      grant_type: 'client_credentials',
    });
    return body['error'] === 'unauthorized_client';
  });
}

/** Waits until an app's denied attempts of one reason are listed; answers their rows. */
export async function denialsListed({ api }: Platform, clientId: string, reason: string): Promise<Rows> {
  return until(`denials are listed: ${reason}`, async () => {
    const { body } = await api.get(`/denials?client_id=${clientId}&reason=${reason}`);
    const rows = body['denials'] as Rows;
    return rows.length > 0 ? rows : null;
  });
}

/** Waits until a JWT's page says that; answers the page. */
export async function tokenPage(
  { api }: Platform,
  token: string,
  status: string,
  reason: string | null = null,
): Promise<Record<string, unknown>> {
  return until(`the token's page says ${status}`, async () => {
    const { body } = await api.get(`/tokens/${String(decodeJwt(token).jti)}`);
    return body['status'] === status && body['status_reason'] === reason ? body : null;
  });
}
