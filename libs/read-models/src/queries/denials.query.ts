import { DENIAL_LISTS, DENIAL_MODEL, type DenialDoc } from '#domain';
import type { Page, ReadModelStore } from '../read-model-store.port.js';
import { listPage, type ListOptions } from './list.query.js';

/** Denied attempts of an organisation, the latest first. With `of`, those of one app or one user only. */
export function listDenials(
  store: ReadModelStore,
  orgId: string,
  options: ListOptions & {
    readonly of?: { readonly clientId: string } | { readonly userId: string } | undefined;
  },
): Promise<Page<DenialDoc>> {
  const { byTime, byApp, byUser } = DENIAL_LISTS;
  const { of } = options;
  const list = of === undefined ? byTime : 'clientId' in of ? byApp : byUser;
  return listPage(
    store,
    { collection: DENIAL_MODEL.collection, index: list.name, equals: { orgId, ...of } },
    options,
  );
}
