import type { TokenIssued, TokenUsed } from '../../facts/index.js';
import { parseIsoTime } from '../../values/iso-time.js';
import { TOKEN_KINDS, type TokenKind } from '../../values/token-kind.js';
import { appUserDocId } from '../document/document-ids.js';
import {
  earlier,
  handled,
  later,
  listOrder,
  placeOf,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  timeOf,
} from '../document/document.js';
import {
  activeUntilOf,
  type BulkRevocation,
  type LiveTokens,
  NO_TOKENS,
  revokedBeforeMsOf,
  shortenedTo,
  withoutRevoked,
  withToken,
} from '../live-tokens/live-tokens.js';

/**
 * What a user does with an app. Issuances and calls are different things, and are never added up: `useCount` and
 * `lastUsedAt` are about tokens, as in the Connect API; `callCount` and its times are about calls that edges saw.
 */
export type AppUserDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly clientId: string;
  readonly userId: string;
  /** Place in the log of the first fact of use; `null`: nothing but revocations was seen. What counts the users of an app. */
  readonly firstUse: string | null;
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
  /** Last `exp` of what revocations leave alive; those of more than this user at this app come a little later. */
  readonly activeUntil: string | null;
  /** When the last bulk revocation that is in here was decided, epoch ms. */
  readonly revokedBeforeMs: number | null;
  readonly live: LiveTokens;
}>;

const HANDLES = ['TokenIssued', 'TokenUsed', 'UserAppTokensRevoked', 'AppUninstalled'] as const;

/** Orders in which the users of an app, and the apps of a user, are listed. */
export const APP_USER_LISTS = {
  byApp: listOrder<keyof AppUserDoc>('byApp', 'orgId', 'clientId', '-lastUsedAt'),
  byAppActive: listOrder<keyof AppUserDoc>('byAppActive', 'orgId', 'clientId', '-activeUntil'),
  byUser: listOrder<keyof AppUserDoc>('byUser', 'orgId', 'userId', '-lastUsedAt'),
} as const;

/** Who uses which app. */
export const APP_USER_MODEL: ReadModel<AppUserDoc> = {
  name: 'app-user',
  version: 2,
  collection: 'app_user_v2',
  handles: HANDLES,
  lists: Object.values(APP_USER_LISTS),
  keys: (recorded) => {
    const fact = handled(recorded, HANDLES);
    const userId = fact?.data.userId;
    return fact === null || userId === undefined
      ? []
      : [appUserDocId(recorded.orgId, fact.data.clientId, userId)];
  },
  apply: applyAppUser,
};

/** Folds a fact into the document of a user at an app. */
export function applyAppUser(doc: AppUserDoc | null, recorded: ReadModelFact): AppUserDoc | null {
  const fact = handled(recorded, HANDLES);
  const userId = fact?.data.userId;
  if (fact === null || userId === undefined) return doc;
  const known = doc ?? unknown(recorded.orgId, fact.data.clientId, userId);
  switch (fact.type) {
    case 'TokenIssued':
      return withFirstUse(issued(known, fact.data, recorded), recorded);
    case 'TokenUsed':
      return withFirstUse(used(known, fact.data, recorded), recorded);
    case 'UserAppTokensRevoked':
      return appUserWithoutRevoked(known, fact.data.covers, recorded);
    case 'AppUninstalled':
      return appUserWithoutRevoked(known, TOKEN_KINDS, recorded);
  }
}

/** The document once a bulk revocation is in it; the same one if that changes nothing. */
export function appUserWithoutRevoked(
  doc: AppUserDoc,
  covers: readonly TokenKind[],
  decision: BulkRevocation,
): AppUserDoc {
  return withLive(doc, withoutRevoked(doc.live, covers, decision));
}

/** The document once it is known until when the tokens that it was made of live, ISO 8601; `null`: none does. */
export function appUserActiveUntil(doc: AppUserDoc, until: string | null): AppUserDoc {
  return withLive(doc, shortenedTo(doc.live, until === null ? null : parseIsoTime(until)));
}

function withFirstUse(doc: AppUserDoc, recorded: ReadModelFact): AppUserDoc {
  return doc.firstUse === null && 'partition' in recorded ? { ...doc, firstUse: placeOf(recorded) } : doc;
}

function unknown(orgId: string, clientId: string, userId: string): AppUserDoc {
  return {
    orgId,
    clientId,
    userId,
    firstUse: null,
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
  };
}

function issued(doc: AppUserDoc, token: TokenIssued['data'], recorded: ReadModelFact): AppUserDoc {
  const at = timeOf(token.issuedAt, recorded);
  const isAccess = token.kind === 'access';
  return {
    ...withLive(doc, withToken(doc.live, token, recorded)),
    firstUsedAt: earlier(doc.firstUsedAt, at),
    lastUsedAt: later(doc.lastUsedAt, at),
    useCount: doc.useCount + (isAccess ? 1 : 0),
    refreshTokenCount: doc.refreshTokenCount + (isAccess ? 0 : 1),
  };
}

function used(doc: AppUserDoc, calls: TokenUsed['data'], recorded: ReadModelFact): AppUserDoc {
  return {
    ...doc,
    callsFirstAt: earlier(doc.callsFirstAt, timeOf(calls.firstAt, recorded)),
    callsLastAt: later(doc.callsLastAt, timeOf(calls.lastAt, recorded)),
    callCount: doc.callCount + calls.count,
  };
}

function withLive(doc: AppUserDoc, live: LiveTokens): AppUserDoc {
  if (live === doc.live) return doc;
  return { ...doc, live, activeUntil: activeUntilOf(live), revokedBeforeMs: revokedBeforeMsOf(live) };
}
