import type { ReadModel, ReadModelFact } from '../read-models/document.js';

/**
 * The documents that a read model makes of facts, by document id, as a projector does that reads them in this order.
 *
 * @example
 * ```ts
 * const apps = projected(APP_MODEL, recordedLog([appRegistered('app-1')]));
 * ```
 */
export function projected<D extends { readonly orgId: string }>(
  model: ReadModel<D>,
  facts: readonly ReadModelFact[],
): ReadonlyMap<string, D> {
  const docs = new Map<string, D>();
  for (const fact of facts) {
    if (!model.handles.includes(fact.fact.type)) continue;
    for (const id of model.keys(fact)) {
      const doc = model.apply(docs.get(id) ?? null, fact, id);
      if (doc !== null) docs.set(id, doc);
    }
  }
  return docs;
}

/** The one document that a read model makes of facts. @throws RangeError when it makes none, or several. */
export function projectedOne<D extends { readonly orgId: string }>(
  model: ReadModel<D>,
  facts: readonly ReadModelFact[],
): D {
  const [doc, ...others] = projected(model, facts).values();
  if (doc === undefined || others.length > 0) throw new RangeError(`${model.name}: not exactly one document`);
  return doc;
}
