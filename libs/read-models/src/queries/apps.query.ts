import { APP_LISTS, APP_MODEL, type AppDoc, appDocId, facetsMatching, nameKeyOf } from '#domain';
import { encodeCursor } from '../paging/cursor.codec.js';
import { catalogueOf, planIndex } from '../paging/index-plan.js';
import type { Page, ReadModelStore, Selection, Stored } from '../read-model-store.port.js';
import { READ_MODEL_COLLECTIONS } from './collections.js';
import { listPage, type ListOptions } from './list.query.js';

/** Orders in which the apps of an organisation are listed. Every order except `name` puts the largest or latest first. */
export type AppSort = 'name' | 'users' | 'lastUsed' | 'activeUntil' | 'denied';

const INDEX_OF: Readonly<Record<AppSort, string>> = {
  name: APP_LISTS.byName.name,
  users: APP_LISTS.byUsers.name,
  lastUsed: APP_LISTS.byLastUsed.name,
  activeUntil: APP_LISTS.byActiveUntil.name,
  denied: APP_LISTS.byDenied.name,
};

/** A filter of apps: an app has to match every member that is given. */
export interface AppFilter {
  readonly registered?: boolean | undefined;
  /** Installed for everybody. */
  readonly installed?: boolean | undefined;
  readonly blocked?: boolean | undefined;
  /** Has an active token. */
  readonly active?: boolean | undefined;
  /** Had attempts that were denied because the app was not installed. */
  readonly deniedAttempts?: boolean | undefined;
}

/** Options of {@link listApps}. */
export interface ListAppsOptions extends ListOptions, AppFilter {
  /** Default `name`. */
  readonly sort?: AppSort | undefined;
  /** The beginning of the name, in any case, or a whole `client_id`. Only with `sort` `name`. */
  readonly search?: string | undefined;
}

/**
 * Every app of an organisation that was ever seen. If `search` is the `client_id` of an app, that app comes first on the first page.
 * @throws TypeError for a search that is not sorted by name
 */
export async function listApps(
  store: ReadModelStore,
  orgId: string,
  options: ListAppsOptions,
): Promise<Page<AppDoc>> {
  const { search, sort = 'name', after, limit } = options;
  const list = selectionOf(orgId, options, sort);
  if (search === undefined || search === '') return listPage(store, list, options);
  if (sort !== 'name') throw new TypeError('a search can only be sorted by name');
  const startsWith = nameKeyOf(search);
  const byId = after === undefined ? await getApp(store, orgId, search) : null;
  const isFirst = byId !== null && isAmong(list, byId.doc.facets) && !byId.doc.nameKey.startsWith(startsWith);
  const named = { ...list, startsWith };
  if (!isFirst) return listPage(store, named, options);
  const page = await listPage<AppDoc>(store, named, { limit: Math.max(1, limit - 1) });
  if (limit > 1) return { ...page, items: [byId, ...page.items] };
  return { items: [byId], ...(page.items.length === 0 ? {} : { next: beginningOf(named) }) };
}

/** How many apps of an organisation match a filter, counted up to `atMost`. */
export function countApps(
  store: ReadModelStore,
  orgId: string,
  atMost: number,
  filter: AppFilter = { registered: true },
): Promise<number> {
  return store.count(selectionOf(orgId, filter, 'name'), atMost);
}

/** One app; `null` if it was never seen. */
export function getApp(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
): Promise<Stored<AppDoc> | null> {
  return store.get<AppDoc>(APP_MODEL.collection, appDocId(orgId, clientId));
}

function selectionOf(
  orgId: string,
  { registered, installed, blocked, active, deniedAttempts }: AppFilter,
  sort: AppSort,
): Selection & { readonly anyOf: NonNullable<Selection['anyOf']> } {
  const wanted = { registered, installed, blocked, active, deniedNotInstalled: deniedAttempts };
  const named = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const values = facetsMatching(Object.fromEntries(named));
  return {
    collection: APP_MODEL.collection,
    index: INDEX_OF[sort],
    equals: { orgId },
    anyOf: { field: 'facets', values },
  };
}

/** A cursor before every document of the list: a name that starts with the prefix never sorts before it, and no id is empty. */
function beginningOf(list: Selection & { readonly startsWith: string }): string {
  const plan = planIndex(catalogueOf(READ_MODEL_COLLECTIONS), list);
  const values = plan.rest.map((_, at) => (at === 0 ? list.startsWith : null));
  return encodeCursor(plan, { values, id: '' });
}

function isAmong({ anyOf }: { readonly anyOf: NonNullable<Selection['anyOf']> }, facets: number): boolean {
  return anyOf.values.includes(facets);
}
