import { type AppUserResource } from './app-user.schema.js';
import type { AppUserDoc } from '#domain';
import type { Runtime } from '#platform';
import { namesOf } from './user-names.js';
import { activeTokensOf } from './active-tokens-of.js';
import { appNameIn, orgOf } from './org-of.js';
import { isInUse } from './require-user.js';
import { activeUntilOf } from './standing.js';

const NO_TOKENS: AppUserResource['active_tokens'] = { access: 0, refresh: 0, at_least: false };

/** Users of apps as HTTP answers them, with names, judged now. Leaves out users of whom only revocations were seen. */
export async function appUserResources(
  runtime: Runtime,
  orgId: string,
  found: readonly AppUserDoc[],
): Promise<AppUserResource[]> {
  const docs = found.filter(isInUse);
  const org = orgOf(runtime, orgId);
  const names = await namesOf(
    runtime,
    orgId,
    docs.map(({ userId }) => userId),
  );
  return Promise.all(
    docs.map(async (doc) => {
      const activeUntil = await activeUntilOf(runtime, org, doc);
      const activeTokens = activeUntil === null ? NO_TOKENS : await activeTokensOf(runtime, org, doc);
      return {
        client_id: doc.clientId,
        app_name: appNameIn(org, doc.clientId),
        user_id: doc.userId,
        username: names.get(doc.userId) ?? null,
        first_used_at: doc.firstUsedAt,
        last_used_at: doc.lastUsedAt,
        use_count: doc.useCount,
        refresh_token_count: doc.refreshTokenCount,
        calls: { count: doc.callCount, first_at: doc.callsFirstAt, last_at: doc.callsLastAt },
        active: activeUntil !== null,
        active_until: activeUntil,
        active_tokens: activeTokens,
      };
    }),
  );
}
