import { GRANT_LISTS, GRANT_MODEL, grantDocId, type GrantDoc } from '#domain';
import type { Page, ReadModelStore, Stored } from '../read-model-store.port.js';
import { listPage, type ListOptions } from './list.query.js';

/** The grants of an app for a user, the one used last first. */
export function listGrants(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  userId: string,
  options: ListOptions,
): Promise<Page<GrantDoc>> {
  const list = { collection: GRANT_MODEL.collection, index: GRANT_LISTS.byAppUser.name };
  return listPage(store, { ...list, equals: { orgId, clientId, userId } }, options);
}

/** The grants of a user, the one used last first. */
export function listGrantsOfUser(
  store: ReadModelStore,
  orgId: string,
  userId: string,
  options: ListOptions,
): Promise<Page<GrantDoc>> {
  const list = { collection: GRANT_MODEL.collection, index: GRANT_LISTS.byUser.name };
  return listPage(store, { ...list, equals: { orgId, userId } }, options);
}

/** One grant; `null` if it was never seen. */
export function getGrant(
  store: ReadModelStore,
  orgId: string,
  grantId: string,
): Promise<Stored<GrantDoc> | null> {
  return store.get<GrantDoc>(GRANT_MODEL.collection, grantDocId(orgId, grantId));
}
