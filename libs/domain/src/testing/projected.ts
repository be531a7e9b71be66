import type { RecordedUsage } from '../facts/index.js';
import type { DocumentsBefore, ReadModel, ReadModelFact } from '../read-models/document/document.js';
import { usageIdentity } from '../read-models/document/usage-identity.js';

/**
 * The documents that a read model makes of facts, by document id, as a projector does that reads them in this order. `before`
 * gives those of the model that comes first, where there is one.
 *
 * @example
 * ```ts
 * const apps = projected(APP_MODEL, recordedLog([appRegistered('app-1')]));
 * ```
 */
export function projected<D extends { readonly orgId: string }>(
  model: ReadModel<D>,
  facts: readonly ReadModelFact[],
  before?: DocumentsBefore,
): ReadonlyMap<string, D> {
  const docs = new Map<string, D>();
  for (const fact of facts) {
    if (!model.handles.includes(fact.fact.type)) continue;
    for (const id of model.keys(fact)) {
      const doc = model.apply(docs.get(id) ?? null, fact, id, before);
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

/** What a projector gives to its read models of a usage log: of facts that are the same, the first one. */
export function eachOnce(log: readonly RecordedUsage[]): readonly RecordedUsage[] {
  const first = new Map<string, RecordedUsage>();
  for (const usage of log) {
    const identity = usageIdentity(usage);
    if (!first.has(identity)) first.set(identity, usage);
  }
  return [...first.values()];
}
