import { REVOCATION_LISTS, REVOCATION_MODEL, revocationDocId, type RevocationDoc } from '#domain';
import type { Page, PageQuery, ReadModelStore, Stored } from '../read-model-store.port.js';
import { listPage, type ListOptions } from './list.query.js';

/** Options of {@link listRevocations}, with at most one filter. */
export interface ListRevocationsOptions extends ListOptions {
  readonly of?:
    { readonly type: string } | { readonly clientId: string } | { readonly userId: string } | undefined;
}

/** The revocations of an organisation, the newest first. */
export function listRevocations(
  store: ReadModelStore,
  orgId: string,
  options: ListRevocationsOptions,
): Promise<Page<RevocationDoc>> {
  const equals: PageQuery['equals'] = { orgId, ...options.of };
  return listPage(
    store,
    { collection: REVOCATION_MODEL.collection, index: indexOf(options.of), equals },
    options,
  );
}

/** One revocation by the id of its decision; `null` if there is none. */
export function getRevocation(
  store: ReadModelStore,
  orgId: string,
  revocationId: string,
): Promise<Stored<RevocationDoc> | null> {
  return store.get<RevocationDoc>(REVOCATION_MODEL.collection, revocationDocId(orgId, revocationId));
}

function indexOf(of: ListRevocationsOptions['of']): string {
  if (of === undefined) return REVOCATION_LISTS.byTime.name;
  if ('type' in of) return REVOCATION_LISTS.byType.name;
  return 'clientId' in of ? REVOCATION_LISTS.byApp.name : REVOCATION_LISTS.byUser.name;
}
