import {
  APP_LISTS,
  APP_MODEL,
  APP_USER_LISTS,
  APP_USER_MODEL,
  type AppFacets,
  facetsMatching,
  nameKeyOf,
  TOKEN_LISTS,
  TOKEN_MODEL,
} from '#domain';
import {
  type AppFilter,
  type AppSort,
  type IndexSpec,
  listApps,
  listAppUsers,
  listTokens,
  listTokensOfOrg,
  listTokensOfUser,
  type Page,
  type ReadModelStore,
  TOKENS_OF_ORG,
} from '#read-models';
import { ORG } from './log.ts';

/** Rows of a page: what the HTTP API gives by default. */
export const PAGE = 50;

/** A list of a page: as the product reads it, and in the words of MongoDB. */
export interface Listing {
  /** The page after a cursor. */
  readonly read: (store: ReadModelStore, after?: string) => Promise<Page>;
  readonly collection: string;
  readonly index: IndexSpec;
  /** Filter by fields of the document. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Fields of the index that order, after those that are filtered by. */
  readonly order: IndexSpec['fields'];
}

const SORTED_BY: Readonly<Record<AppSort, IndexSpec>> = {
  name: APP_LISTS.byName,
  users: APP_LISTS.byUsers,
  lastUsed: APP_LISTS.byLastUsed,
  activeUntil: APP_LISTS.byActiveUntil,
  denied: APP_LISTS.byDenied,
};

/** The apps of the organisation. */
export function apps(filter: AppFilter, sort: AppSort = 'name', search?: string): Listing {
  const { deniedAttempts, ...others } = filter;
  const facets: Partial<AppFacets> = {
    ...others,
    ...(deniedAttempts === undefined ? {} : { deniedNotInstalled: deniedAttempts }),
  };
  const startsWith = search === undefined ? null : nameKeyOf(search);
  const among = { orgId: ORG, facets: { $in: facetsMatching(facets) } };
  return listing(APP_MODEL.collection, SORTED_BY[sort], {
    filter:
      startsWith === null
        ? among
        : { ...among, nameKey: { $gte: startsWith, $lt: `${startsWith}\u{10ffff}` } },
    fixed: 2,
    read: (store, after) => listApps(store, ORG, { ...filter, sort, search, after, limit: PAGE }),
  });
}

/** The users of an app, who used it last first. */
export function usersOf(clientId: string): Listing {
  return listing(APP_USER_MODEL.collection, APP_USER_LISTS.byApp, {
    filter: { orgId: ORG, clientId },
    fixed: 2,
    read: (store, after) => listAppUsers(store, ORG, clientId, { after, limit: PAGE }),
  });
}

/** The tokens of a user. */
export function tokensOf(userId: string): Listing {
  return listing(TOKEN_MODEL.collection, TOKEN_LISTS.byUser, {
    filter: { orgId: ORG, userId },
    fixed: 2,
    read: (store, after) => listTokensOfUser(store, ORG, userId, { after, limit: PAGE }),
  });
}

/** The tokens that an app holds for a user. */
export function tokensAt(clientId: string, userId: string): Listing {
  return listing(TOKEN_MODEL.collection, TOKEN_LISTS.byAppUser, {
    filter: { orgId: ORG, clientId, userId },
    fixed: 3,
    read: (store, after) => listTokens(store, ORG, clientId, userId, { after, limit: PAGE }),
  });
}

/** All tokens of the organisation. */
export function allTokens(): Listing {
  return listing(TOKEN_MODEL.collection, TOKENS_OF_ORG, {
    filter: { orgId: ORG },
    fixed: 1,
    read: (store, after) => listTokensOfOrg(store, ORG, { after, limit: PAGE }),
  });
}

function listing(
  collection: string,
  index: IndexSpec,
  {
    filter,
    fixed,
    read,
  }: {
    readonly filter: Readonly<Record<string, unknown>>;
    /** How many leading fields of the index are filtered by. */
    readonly fixed: number;
    readonly read: (store: ReadModelStore, after?: string) => Promise<Page>;
  },
): Listing {
  return { read, collection, index, filter, order: index.fields.slice(fixed) };
}
