import { APP_USER_LISTS, APP_USER_MODEL, appUserDocId, type AppUserDoc } from '#domain';
import type { Page, ReadModelStore, Stored } from '../read-model-store.port.js';
import { APP_USERS_BY_ID } from './collections.js';
import { listPage, type ListOptions } from './list.query.js';

/** Orders in which the users of an app are listed. */
export type AppUserSort = 'lastUsed' | 'activeUntil' | 'userId';

const INDEX_OF: Readonly<Record<AppUserSort, string>> = {
  lastUsed: APP_USER_LISTS.byApp.name,
  activeUntil: APP_USER_LISTS.byAppActive.name,
  userId: APP_USERS_BY_ID.name,
};

const COLLECTION = APP_USER_MODEL.collection;

/** The users of an app. Default order: last use, the newest first. */
export function listAppUsers(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  options: ListOptions & { readonly sort?: AppUserSort | undefined },
): Promise<Page<AppUserDoc>> {
  const index = INDEX_OF[options.sort ?? 'lastUsed'];
  return listPage(store, { collection: COLLECTION, index, equals: { orgId, clientId } }, options);
}

/** The apps that a user used, the one used last first. */
export function listAppsOfUser(
  store: ReadModelStore,
  orgId: string,
  userId: string,
  options: ListOptions,
): Promise<Page<AppUserDoc>> {
  const index = APP_USER_LISTS.byUser.name;
  return listPage(store, { collection: COLLECTION, index, equals: { orgId, userId } }, options);
}

/** How many users an app has, counted up to `atMost`. */
export function countAppUsers(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  atMost: number,
): Promise<number> {
  const index = APP_USERS_BY_ID.name;
  return store.count({ collection: COLLECTION, index, equals: { orgId, clientId } }, atMost);
}

/** How a user uses an app; `null` if no use was seen. */
export function getAppUser(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  userId: string,
): Promise<Stored<AppUserDoc> | null> {
  return store.get<AppUserDoc>(COLLECTION, appUserDocId(orgId, clientId, userId));
}
