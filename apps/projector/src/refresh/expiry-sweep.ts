import { APP_MODEL, type AppDoc, formatIsoTime, withExpiry } from '#domain';
import { APPS_BY_EXPIRY, type ReadModelStore } from '#read-models';

/**
 * Marks apps as inactive whose last token has expired, `chunk` of them at most. Resolves to whether there may be more.
 * @param nowMs epoch ms
 */
export async function sweepExpired(store: ReadModelStore, nowMs: number, chunk: number): Promise<boolean> {
  const { items, next } = await store.page<AppDoc>({
    collection: APP_MODEL.collection,
    index: APPS_BY_EXPIRY.name,
    equals: { active: true },
    between: { to: formatIsoTime(nowMs) },
    limit: chunk,
  });
  const writes = items.map(({ id, revision: expected, positions, doc }) => {
    return { id, expected, positions, doc: withExpiry(doc, nowMs) };
  });
  // A write that loses against another writer is not repeated: the app may be active again, and if not, the next sweep finds it.
  if (writes.length > 0) await store.write(APP_MODEL.collection, writes);
  return next !== undefined;
}
