import { APP_LISTS, APP_MODEL, type AppDoc, appDocId, facetsMatching, nameKeyOf } from '#domain';
import { encodeCursor } from '../paging/cursor.codec.js';
import { catalogueOf, planIndex } from '../paging/index-plan.js';
import type { Page, ReadModelStore, Selection, Stored } from '../read-model-store.port.js';
import { READ_MODEL_COLLECTIONS } from './collections.js';
import { listPage, type ListOptions } from './list.query.js';

/** Orders in which the apps of an organisation are listed; all but `name` the largest, or latest, first. */
export type AppSort = 'name' | 'users' | 'lastUsed' | 'activeUntil' | 'denied';

const INDEX_OF: Readonly<Record<AppSort, string>> = {
  name: APP_LISTS.byName.name,
  users: APP_LISTS.byUsers.name,
  lastUsed: APP_LISTS.byLastUsed.name,
  activeUntil: APP_LISTS.byActiveUntil.name,
  denied: APP_LISTS.byDenied.name,
};

/** Which apps: those for which every given member holds. */
export interface AppFilter {
  readonly registered?: boolean | undefined;
  /** For everybody. */
  readonly installed?: boolean | undefined;
  readonly blocked?: boolean | undefined;
  /** Whether a token is alive. */
  readonly active?: boolean | undefined;
  /** Whether attempts were denied because the app was not installed. */
  readonly deniedAttempts?: boolean | undefined;
}

/** Options of {@link listApps}. */
export interface ListAppsOptions extends ListOptions, AppFilter {
  /** Default `name`. */
  readonly sort?: AppSort | undefined;
  /** The beginning of the name, in any case, or a whole `client_id`. Only together with the order by name. */
  readonly search?: string | undefined;
}

/**
 * The apps of an organisation, of which any was ever seen. The app whose `client_id` is searched for comes first, on the first page.
 * @throws TypeError for a search in any other order than that of names
 */
export async function listApps(
  store: ReadModelStore,
  orgId: string,
  options: ListAppsOptions,
): Promise<Page<AppDoc>> {
  const { search, sort = 'name', after, limit } = options;
  const list = selectionOf(orgId, options, sort);
  if (search === undefined || search === '') return listPage(store, list, options);
  if (sort !== 'name') throw new TypeError('a search is answered in the order of names');
  const startsWith = nameKeyOf(search);
  const byId = after === undefined ? await getApp(store, orgId, search) : null;
  const isFirst = byId !== null && isAmong(list, byId.doc.facets) && !byId.doc.nameKey.startsWith(startsWith);
  const named = { ...list, startsWith };
  if (!isFirst) return listPage(store, named, options);
  const page = await listPage<AppDoc>(store, named, { limit: Math.max(1, limit - 1) });
  if (limit > 1) return { ...page, items: [byId, ...page.items] };
  return { items: [byId], ...(page.items.length === 0 ? {} : { next: beginningOf(named) }) };
}

/** How many apps of an organisation a filter lets through, counted up to `atMost`. */
export function countApps(
  store: ReadModelStore,
  orgId: string,
  atMost: number,
  filter: AppFilter = { registered: true },
): Promise<number> {
  return store.count(selectionOf(orgId, filter, 'name'), atMost);
}

/** One app; `null` where nothing was ever seen of it. */
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

/** The cursor in front of all documents of a list: no id is empty, and no text that starts with another is before it. */
function beginningOf(list: Selection & { readonly startsWith: string }): string {
  const plan = planIndex(catalogueOf(READ_MODEL_COLLECTIONS), list);
  const values = plan.rest.map((_, at) => (at === 0 ? list.startsWith : null));
  return encodeCursor(plan, { values, id: '' });
}

function isAmong({ anyOf }: { readonly anyOf: NonNullable<Selection['anyOf']> }, facets: number): boolean {
  return anyOf.values.includes(facets);
}
