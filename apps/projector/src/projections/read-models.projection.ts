import {
  APP_MODEL,
  APP_USER_MODEL,
  DENIAL_MODEL,
  EDGE_MODEL,
  GRANT_MODEL,
  REVOCATION_MODEL,
  TOKEN_MODEL,
  type ReadModel,
} from '#domain';
import type { Doc, Projection } from '#read-models';
import type { RecordedFact } from './recorded-fact.js';

/** Binds a read model of the domain to its collection. */
export function projectionOf<D extends Doc & { readonly orgId: string }>(
  model: ReadModel<D>,
): Projection<RecordedFact> {
  return {
    name: model.name,
    version: model.version,
    collection: model.collection,
    handles: model.handles,
    keys: ({ recorded }) => model.keys(recorded),
    // Documents come from the model's own collection, which holds nothing but what this wrote.
    apply: (doc, { recorded }, id) => model.apply(doc as D | null, recorded, id),
  };
}

/** Everything that the pages show. */
export const PROJECTIONS: readonly Projection<RecordedFact>[] = [
  projectionOf(APP_MODEL),
  projectionOf(APP_USER_MODEL),
  projectionOf(TOKEN_MODEL),
  projectionOf(GRANT_MODEL),
  projectionOf(REVOCATION_MODEL),
  projectionOf(DENIAL_MODEL),
  projectionOf(EDGE_MODEL),
];
