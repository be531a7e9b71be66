import { APP_LISTS, APP_MODEL, appDocId, type AppDoc } from '#domain';
import type { Page, ReadModelStore, Stored } from '../read-model-store.port.js';
import { listPage, type ListOptions } from './list.query.js';

/** Orders in which the apps of an organisation are listed. */
export type AppSort = 'name' | 'lastUsed' | 'activeUntil' | 'denied';

const INDEX_OF: Readonly<Record<AppSort, string>> = {
  name: APP_LISTS.byName.name,
  lastUsed: APP_LISTS.byLastUsed.name,
  activeUntil: APP_LISTS.byActiveUntil.name,
  denied: APP_LISTS.byDenied.name,
};

/** Options of {@link listApps}. */
export interface ListAppsOptions extends ListOptions {
  /** Default `name`. */
  readonly sort?: AppSort | undefined;
  /** `false`: the apps that were only ever tried to be used. Default `true`. */
  readonly registered?: boolean;
}

/** The apps of an organisation. */
export function listApps(
  store: ReadModelStore,
  orgId: string,
  options: ListAppsOptions,
): Promise<Page<AppDoc>> {
  const { sort = 'name', registered = true } = options;
  const list = { collection: APP_MODEL.collection, index: INDEX_OF[sort], equals: { orgId, registered } };
  return listPage(store, list, options);
}

/** How many apps an organisation has, counted up to `atMost`. */
export function countApps(store: ReadModelStore, orgId: string, atMost: number): Promise<number> {
  const equals = { orgId, registered: true };
  return store.count({ collection: APP_MODEL.collection, index: APP_LISTS.byName.name, equals }, atMost);
}

/** One app; `null` where nothing was ever seen of it. */
export function getApp(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
): Promise<Stored<AppDoc> | null> {
  return store.get<AppDoc>(APP_MODEL.collection, appDocId(orgId, clientId));
}
