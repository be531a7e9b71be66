import type { TokenIssued, TokenUsed } from '../facts/index.js';
import { appUserDocId, joinParts } from './document-ids.js';
import {
  earlier,
  handled,
  later,
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  timeOf,
} from './document.js';
import {
  activeUntilOf,
  type LiveTokens,
  NO_TOKENS,
  revokedBeforeMsOf,
  withoutRevoked,
  withToken,
} from './live-tokens.js';
import { countOnce, type RecentId } from './recent-ids.js';

/**
 * What a user does with an app. Issuances and calls are different things, and are never added up: `useCount` and
 * `lastUsedAt` are about tokens, as in the Connect API; `callCount` and its times are about calls that edges saw.
 */
export type AppUserDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly clientId: string;
  readonly userId: string;
  /** First and last token issuance; `null`: only calls were seen so far. */
  readonly firstUsedAt: string | null;
  readonly lastUsedAt: string | null;
  /** Access tokens issued. */
  readonly useCount: number;
  /** Refresh tokens issued. */
  readonly refreshTokenCount: number;
  readonly callsFirstAt: string | null;
  readonly callsLastAt: string | null;
  readonly callCount: number;
  /** Last `exp` of what revocations of this user at this app leave alive; wider ones aren't looked at. */
  readonly activeUntil: string | null;
  /** When the last bulk revocation of this user at this app was decided, epoch ms. */
  readonly revokedBeforeMs: number | null;
  readonly live: LiveTokens;
  readonly recent: readonly RecentId[];
}>;

const HANDLES = ['TokenIssued', 'TokenUsed', 'UserAppTokensRevoked'] as const;

/** Orders in which the users of an app, and the apps of a user, are listed. */
export const APP_USER_LISTS = {
  byApp: listOrder<keyof AppUserDoc>('byApp', 'orgId', 'clientId', '-lastUsedAt'),
  byAppActive: listOrder<keyof AppUserDoc>('byAppActive', 'orgId', 'clientId', '-activeUntil'),
  byUser: listOrder<keyof AppUserDoc>('byUser', 'orgId', 'userId', '-lastUsedAt'),
} as const;

/** Who uses which app. */
export const APP_USER_MODEL: ReadModel<AppUserDoc> = {
  name: 'app-user',
  version: 1,
  collection: 'app_user_v1',
  handles: HANDLES,
  lists: Object.values(APP_USER_LISTS),
  keys: (recorded) => {
    const fact = handled(recorded, HANDLES);
    return fact === null ? [] : [appUserDocId(recorded.orgId, fact.data.clientId, fact.data.userId)];
  },
  apply: applyAppUser,
};

/** Folds a fact into the document of a user at an app. */
export function applyAppUser(doc: AppUserDoc | null, recorded: ReadModelFact): AppUserDoc | null {
  const fact = handled(recorded, HANDLES);
  if (fact === null) return doc;
  const known = doc ?? unknown(recorded.orgId, fact.data.clientId, fact.data.userId);
  switch (fact.type) {
    case 'TokenIssued':
      return issued(known, fact.data, recorded);
    case 'TokenUsed':
      return used(known, fact.data, recorded);
    case 'UserAppTokensRevoked':
      return withLive(known, withoutRevoked(known.live, fact.data.covers, recorded));
  }
}

function unknown(orgId: string, clientId: string, userId: string): AppUserDoc {
  return {
    orgId,
    clientId,
    userId,
    firstUsedAt: null,
    lastUsedAt: null,
    useCount: 0,
    refreshTokenCount: 0,
    callsFirstAt: null,
    callsLastAt: null,
    callCount: 0,
    activeUntil: null,
    revokedBeforeMs: null,
    live: NO_TOKENS,
    recent: [],
  };
}

function issued(doc: AppUserDoc, token: TokenIssued['data'], recorded: ReadModelFact): AppUserDoc {
  const recent = countOnce(doc.recent, joinParts('issued', token.kind, token.tokenId), recorded);
  if (recent === null) return doc;
  const at = timeOf(token.issuedAt, recorded);
  const isAccess = token.kind === 'access';
  return {
    ...withLive(doc, withToken(doc.live, token, recorded)),
    firstUsedAt: earlier(doc.firstUsedAt, at),
    lastUsedAt: later(doc.lastUsedAt, at),
    useCount: doc.useCount + (isAccess ? 1 : 0),
    refreshTokenCount: doc.refreshTokenCount + (isAccess ? 0 : 1),
    recent,
  };
}

function used(doc: AppUserDoc, calls: TokenUsed['data'], recorded: ReadModelFact): AppUserDoc {
  const recent = countOnce(doc.recent, joinParts('window', calls.edgeId, calls.windowId), recorded);
  if (recent === null) return doc;
  return {
    ...doc,
    callsFirstAt: earlier(doc.callsFirstAt, timeOf(calls.firstAt, recorded)),
    callsLastAt: later(doc.callsLastAt, timeOf(calls.lastAt, recorded)),
    callCount: doc.callCount + calls.count,
    recent,
  };
}

function withLive(doc: AppUserDoc, live: LiveTokens): AppUserDoc {
  if (live === doc.live) return doc;
  return { ...doc, live, activeUntil: activeUntilOf(live), revokedBeforeMs: revokedBeforeMsOf(live) };
}
