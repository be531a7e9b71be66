import { decodeJwt } from 'jose';
import type { TestApp } from '../actors/apps.js';
import type { Platform } from '../processes/platform.js';
import { until } from '../until.js';

type Rows = Record<string, unknown>[];

/** How often each reason is in the list of revocations, which includes everything up to a position. */
export async function reasonsListed(
  { api }: Platform,
  position: string,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let cursor: string | null = null;
  do {
    const query = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path: string = `/revocations?limit=200${query}`;
    const { status, body, text } = await api.get(path, { headers: { 'rescind-position': position } });
    if (status !== 200) throw new Error(`No list: ${String(status)} ${text}`);
    for (const { reason } of body['revocations'] as Rows)
      counts.set(String(reason), (counts.get(String(reason)) ?? 0) + 1);
    cursor = typeof body['nextCursor'] === 'string' ? body['nextCursor'] : null;
  } while (cursor !== null);
  return counts;
}

/** The rows of the newest tokens (at most 1,000) of an app without users. */
export async function tokensListed({ api }: Platform, { clientId }: TestApp): Promise<Rows> {
  const { body } = await api.get(`/apps/oauth/usage/${clientId}/${clientId}/tokens?pageSize=1000`);
  return body['tokens'] as Rows;
}

/**
 * How many tokens the usage page counts for an app without users, once everything so far is counted: a last token is issued, and
 * when it is listed, the projector is stopped, so that nothing that is still on its way can hide a wrong number.
 */
export async function finalUseCount(platform: Platform, app: TestApp): Promise<number> {
  const { api } = platform;
  const { jti } = decodeJwt(await api.clientToken(app.clientId, app.clientSecret));
  await until('the last token is listed', async () => {
    const rows = await tokensListed(platform, app);
    return rows.some((row) => String(row['revocationUrl']).endsWith(`/${String(jti)}`));
  });
  await platform.processes.get('projector')?.stop();
  const { body } = await api.get(`/apps/oauth/usage/${app.clientId}/users`);
  await platform.startOne('projector');
  const [user] = body['users'] as Rows;
  return Number(user?.['useCount']);
}
