import { type AppUserResource } from './app-user.schema.js';
import type { AppUserDoc, OrgState } from '#domain';
import type { Runtime } from '#platform';
import { countActiveTokens } from '../operations/active-tokens.js';

/** Tokens of a user of an app that are looked at, the newest first. */
const BOUND = 100;

/** How many tokens of a user of an app are active, judged now. Older ones than the newest hundred aren't looked at. */
export async function activeTokensOf(
  { storage, ambient }: Runtime,
  org: OrgState,
  { clientId, userId }: AppUserDoc,
): Promise<AppUserResource['active_tokens']> {
  const target = { type: 'user-app', userId, clientId } as const;
  const { counts } = await countActiveTokens(
    storage.readModels,
    org,
    { target, covers: ['access', 'refresh'], reason: undefined },
    ambient.now(),
    BOUND,
  );
  return { ...counts.tokens, at_least: counts.at_least };
}
