import { type AppUserResource } from './app-user.schema.js';
import type { AppUserDoc, OrgState } from '#domain';
import type { Runtime } from '#platform';
import { countTokens } from './token-counter.js';

/** How many tokens are looked at, the newest first. */
const BOUND = 100;

/** Counts the active tokens that an app holds for a user, judged now. It looks only at the newest hundred. */
export async function activeTokensOf(
  { storage, ambient }: Runtime,
  org: OrgState,
  { clientId, userId }: AppUserDoc,
): Promise<AppUserResource['active_tokens']> {
  const { counts } = await countTokens(
    storage.readModels,
    { org, covers: ['access', 'refresh'], nowMs: ambient.now(), bound: BOUND },
    (tokens) => tokens.addOfUserAtApp(userId, clientId),
  );
  return { ...counts.tokens, at_least: counts.at_least };
}
