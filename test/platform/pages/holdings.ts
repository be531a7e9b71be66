import { expect } from '@jest/globals';
import { decodeJwt } from 'jose';
import { CookieBrowser } from '#apps/issuer/testing';
import type { Answer } from '../api/api-client.js';
import type { Platform } from '../processes/platform.js';
import type { ResourceServer } from '../actors/resource-server.js';
import { until } from '../until.js';
import {
  authorize,
  exchange,
  refresh,
  type SignInApp,
  type TestUser,
  type Tokens,
  tokensIn,
} from '../actors/user-sign-in.js';

type Row = Record<string, unknown>;

/** What an app holds for a user who signed in, and the ids that the pages know it by. */
export interface Holding extends Tokens {
  readonly app: SignInApp;
  readonly user: TestUser;
  readonly accessId: string;
  readonly refreshId: string;
  readonly grantId: string;
  readonly sessionId: string;
}

/** A user signs in to an app, and the pages have listed both tokens. */
export async function obtainHolding(
  platform: Platform,
  app: SignInApp,
  user: TestUser,
  browser = new CookieBrowser(fetch),
): Promise<Holding> {
  const { answer, verifier } = await authorize(platform, app, user, 'orders:read', browser);
  const tokens = tokensIn(await exchange(platform, app, answer.get('code') ?? '', verifier));
  const { jti, sid, grant_id: grant } = decodeJwt(tokens.access);
  const [accessId, grantId, sessionId] = [String(jti), String(grant), String(sid)];
  const refreshId = await until('both tokens are listed', async () => {
    const rows = await tokensOf(platform, app, user);
    const isListed = rows.some((row) => row['token_id'] === accessId);
    const row = rows.find(({ kind, grant_id: id }) => kind === 'refresh' && id === grantId);
    return isListed && row !== undefined ? String(row['token_id']) : null;
  });
  return { ...tokens, app, user, accessId, refreshId, grantId, sessionId };
}

/** The tokens of a user of an app, as an administrator sees them. */
async function tokensOf({ api }: Platform, app: SignInApp, user: TestUser): Promise<Row[]> {
  const { body } = await api.get(`/tokens?client_id=${app.clientId}&user_id=${user.userId}`);
  return body['tokens'] as Row[];
}

/** A token's own page, not older than what a command did. */
export async function tokenPage({ api }: Platform, tokenId: string, after?: Answer): Promise<Row> {
  const { status, body, text } = await api.get(`/tokens/${tokenId}`, { headers: sentBack(after) });
  if (status !== 200) throw new Error(`No page: ${String(status)} ${text}`);
  return body;
}

/** The headers of a query that includes what a command did. */
export function sentBack(command?: Answer): Record<string, string> {
  const position = command?.headers.get('rescind-position') ?? null;
  return position === null ? {} : { 'rescind-position': position };
}

/** On the page of a token that is good. */
export const ACTIVE = { status: 'active', status_reason: null };
/** On the page of a token that was revoked. */
export const revokedBecause = (reason: string) => ({
  status: 'revoked',
  status_reason: reason,
  revoke: null,
});

/**
 * A command has ended what an app held: at the edge, at the issuer, and on the pages of both tokens at once. What the app may still
 * have got from the issuer while that was on its way is refused as well.
 */
export async function expectEnded(
  platform: Platform,
  server: ResourceServer,
  holding: Holding,
  reason: string,
  command: Answer,
): Promise<void> {
  const { accessId, refreshId, access } = holding;
  for (const tokenId of [accessId, refreshId])
    expect(await tokenPage(platform, tokenId, command)).toMatchObject(revokedBecause(reason));
  await server.refuses(access, reason);
  const { late } = await expectRefreshRefused(platform, holding);
  for (const token of late) expect((await server.call(token)).reason).toBe(reason);
}

/** The issuer refuses the refresh token; answers the access tokens that it still gave before it had heard. */
export async function expectRefreshRefused(
  platform: Platform,
  { app, refresh: refreshToken }: Holding,
): Promise<{ readonly late: readonly string[] }> {
  const late: string[] = [];
  await until('the issuer refuses the refresh token', async () => {
    const { status, body } = await refresh(platform, app, refreshToken);
    if (status === 200) late.push(String(body['access_token']));
    return status === 400 && body['error'] === 'invalid_grant';
  });
  return { late };
}

/** Nothing has happened to what an app holds: at the edge, at the issuer, on the pages. Answers what it holds from now on. */
export async function expectAlive(
  platform: Platform,
  server: ResourceServer,
  holding: Holding,
  command?: Answer,
): Promise<Holding> {
  const { app, user, accessId, refreshId, grantId, access, refresh: refreshToken } = holding;
  for (const tokenId of [accessId, refreshId])
    expect(await tokenPage(platform, tokenId, command)).toMatchObject(ACTIVE);
  expect(await server.call(access)).toEqual({ status: 200, reason: null });
  const next = tokensIn(await refresh(platform, app, refreshToken));
  await server.accepts(next.access);
  const newId = await until('the refresh token that took its place is listed', async () => {
    const rows = await tokensOf(platform, app, user);
    const isNew = (row: Row) => row['grant_id'] === grantId && row['status'] === 'active';
    const newest = rows.find((row) => row['kind'] === 'refresh' && isNew(row));
    return newest === undefined || newest['token_id'] === refreshId ? null : String(newest['token_id']);
  });
  return { ...holding, refresh: next.refresh, refreshId: newId };
}
