import { APP_MODEL, type AppDoc, formatIsoTime, withExpiry } from '#domain';
import { APPS_BY_EXPIRY, type ReadModelStore } from '#read-models';

/**
 * Turns off a chunk of the apps whose last token has expired by now. Resolves to whether there may be more of them.
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
  // One that another writer changed meanwhile may be active again; if not, it is found again.
  if (writes.length > 0) await store.write(APP_MODEL.collection, writes);
  return next !== undefined;
}
