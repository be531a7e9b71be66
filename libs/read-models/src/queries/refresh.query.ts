import { revocationDocId } from '#domain';
import type { ReadModelStore, Stored } from '../read-model-store.port.js';
import { REFRESH_MODEL, type RefreshDoc } from '../refresh-jobs/refresh-job.apply.js';

/** The job that brings documents up to date after a revocation; `null` if it doesn't exist yet. */
export function getRefresh(
  store: ReadModelStore,
  orgId: string,
  revocationId: string,
): Promise<Stored<RefreshDoc> | null> {
  return store.get<RefreshDoc>(REFRESH_MODEL.collection, revocationDocId(orgId, revocationId));
}
