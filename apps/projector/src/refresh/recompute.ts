import {
  APP_MODEL,
  APP_USER_LISTS,
  APP_USER_MODEL,
  appActiveUntil,
  type AppDoc,
  appDocId,
  type AppUserDoc,
  appUserActiveUntil,
  GRANT_MODEL,
  type GrantDoc,
  grantDocId,
  isRevokedIn,
  type TokenDoc,
} from '#domain';
import { getAppUser, listTokens, type ReadModelStore, WriteContentionError } from '#read-models';
import { isProjectedEverywhere } from './usage-barrier.js';

const MAX_ATTEMPTS = 50;
const TOKENS_AT_ONCE = 500;

/** A user at an app. */
export interface AppUserKey {
  readonly orgId: string;
  readonly clientId: string;
  readonly userId: string;
}

/** The projections haven't stored everything yet that the next chunk needs. Try again later. */
export class NotProjectedYetError extends Error {
  override readonly name = 'NotProjectedYetError';
}

/**
 * Brings apps (at most a page of them) up to date with their users: an app is active for as long as its longest active user. The app is
 * read before its users, because usage is projected into the users first: every token that the app's document counts is then in a user's
 * document, too.
 * @throws WriteContentionError where other writers keep changing the apps
 */
export async function refreshApps(
  store: ReadModelStore,
  orgId: string,
  clientIds: readonly string[],
  nowMs: number,
): Promise<void> {
  let left: readonly string[] = clientIds.map((clientId) => appDocId(orgId, clientId));
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const apps = [...(await store.getMany<AppDoc>(APP_MODEL.collection, left)).values()];
    const writes = await Promise.all(
      apps.map(async ({ id, revision: expected, positions, doc: app }) => {
        const doc = appActiveUntil(app, await lastActive(store, orgId, app.clientId), nowMs);
        return doc === app ? [] : [{ id, expected, positions, doc }];
      }),
    );
    left = await store.write(APP_MODEL.collection, writes.flat());
    if (left.length === 0) return;
  }
  throw new WriteContentionError('apps kept changing');
}

/** Until when the longest active user of an app is active, ISO 8601; `null`: no user is active. */
async function lastActive(store: ReadModelStore, orgId: string, clientId: string): Promise<string | null> {
  const { items } = await store.page<AppUserDoc>({
    collection: APP_USER_MODEL.collection,
    index: APP_USER_LISTS.byAppActive.name,
    equals: { orgId, clientId },
    limit: 1,
  });
  return items[0]?.doc.activeUntil ?? null;
}

/**
 * Brings a user at an app up to date with the tokens that the app holds for them. `revoked` is the document id of a token that counts no
 * more, or `null`. Resolves to how many documents were written.
 * @throws NotProjectedYetError while the user's document counts tokens whose own documents aren't stored yet
 * @throws WriteContentionError where other writers keep changing the user
 */
export async function recomputeAppUser(
  store: ReadModelStore,
  { orgId, clientId, userId }: AppUserKey,
  revoked: string | null,
  nowMs: number,
): Promise<number> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const user = await getAppUser(store, orgId, clientId, userId);
    if (user === null) return 0;
    if (!(await isProjectedEverywhere(store, user)))
      throw new NotProjectedYetError('tokens are still being projected');
    const doc = appUserActiveUntil(user.doc, await lastExpiry(store, user.doc, revoked, nowMs));
    if (doc === user.doc) return 0;
    const { id, revision: expected, positions } = user;
    if ((await store.write(APP_USER_MODEL.collection, [{ id, expected, positions, doc }])).length === 0) {
      return 1;
    }
  }
  throw new WriteContentionError('a user kept changing');
}

/** When the last of a user's live tokens expires, ISO 8601; `null`: there is no live token. */
async function lastExpiry(
  store: ReadModelStore,
  { orgId, clientId, userId, live }: AppUserDoc,
  revoked: string | null,
  nowMs: number,
): Promise<string | null> {
  const now = new Date(nowMs).toISOString();
  let last: string | null = null;
  let after: string | undefined;
  do {
    const page = await listTokens(store, orgId, clientId, userId, { limit: TOKENS_AT_ONCE, after });
    const unrevoked = page.items
      .filter(({ id }) => id !== revoked)
      .flatMap(({ doc }) => (isLive(doc, now) && !isRevokedIn(live, doc) ? [doc] : []));
    const grants = await grantsOf(store, orgId, unrevoked);
    for (const token of unrevoked) {
      const grant = token.grantId === null ? undefined : grants.get(grantDocId(orgId, token.grantId));
      if (grant !== undefined && isRevokedIn(grant.doc.live, token)) continue;
      if (last === null || token.expiresAt > last) last = token.expiresAt;
    }
    after = page.next;
  } while (after !== undefined);
  return last;
}

type LiveToken = TokenDoc & {
  readonly [K in 'kind' | 'issuedAt' | 'expiresAt']: NonNullable<TokenDoc[K]>;
};

function isLive(token: TokenDoc, now: string): token is LiveToken {
  return token.known && token.revokedAt === null && (token.expiresAt ?? '') > now;
}

function grantsOf(store: ReadModelStore, orgId: string, tokens: readonly TokenDoc[]) {
  const ids = new Set(
    tokens.flatMap(({ grantId }) => (grantId === null ? [] : [grantDocId(orgId, grantId)])),
  );
  return store.getMany<GrantDoc>(GRANT_MODEL.collection, [...ids]);
}
