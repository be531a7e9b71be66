import { EDGE_LISTS, EDGE_MODEL, edgeDocId, type EdgeDoc } from '#domain';
import type { Page, ReadModelStore, Stored } from '../read-model-store.port.js';
import { listPage, type ListOptions } from './list.query.js';

/** Options of {@link listEdges}. */
export interface ListEdgesOptions extends ListOptions {
  /** `progress`: the edge that is furthest behind comes first. Default `name`. */
  readonly sort?: 'name' | 'progress' | undefined;
  /** Default `false`. */
  readonly retired?: boolean;
}

/** The edges of an organisation, including edges that sent receipts before they were registered. */
export function listEdges(
  store: ReadModelStore,
  orgId: string,
  options: ListEdgesOptions,
): Promise<Page<EdgeDoc>> {
  const { sort = 'name', retired = false } = options;
  const index = sort === 'name' ? EDGE_LISTS.byName.name : EDGE_LISTS.byProgress.name;
  return listPage(store, { collection: EDGE_MODEL.collection, index, equals: { orgId, retired } }, options);
}

/** One edge; `null` if it was never seen. */
export function getEdge(
  store: ReadModelStore,
  orgId: string,
  edgeId: string,
): Promise<Stored<EdgeDoc> | null> {
  return store.get<EdgeDoc>(EDGE_MODEL.collection, edgeDocId(orgId, edgeId));
}
