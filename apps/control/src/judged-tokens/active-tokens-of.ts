import type { AppUserResource } from '#contracts';
import type { AppUserDoc, OrgState } from '#domain';
import type { Runtime } from '#platform';
import { listTokens } from '#read-models';
import { isIssued, statusOf } from './token-status.js';

/** Tokens of a user of an app that are looked at, the newest first. */
const BOUND = 100;

/** How many tokens of a user of an app are active, judged now. Older ones than the newest hundred aren't looked at. */
export async function activeTokensOf(
  { storage, ambient }: Runtime,
  org: OrgState,
  { clientId, userId }: AppUserDoc,
): Promise<AppUserResource['active_tokens']> {
  const { items, next } = await listTokens(storage.readModels, org.orgId, clientId, userId, { limit: BOUND });
  const active = items
    .map(({ doc }) => doc)
    .filter(isIssued)
    .filter((token) => statusOf(org, token, ambient.now()).status === 'active');
  const refresh = active.filter(({ kind }) => kind === 'refresh').length;
  return { access: active.length - refresh, refresh, at_least: next !== undefined };
}
