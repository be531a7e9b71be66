import {
  APP_MODEL,
  APP_USER_MODEL,
  AUDIT_MODEL,
  type AuditDoc,
  DENIAL_MODEL,
  EDGE_MODEL,
  GRANT_MODEL,
  REVOCATION_MODEL,
  TOKEN_MODEL,
  type ReadModel,
  withOutcome,
} from '#domain';
import { type Doc, type Projection, REFRESH_MODEL } from '#read-models';
import type { RecordedFact } from '../records/recorded-fact.js';

/** Binds a read model of the domain to its collection. */
function projectionOf<D extends Doc & { readonly orgId: string }>(
  model: ReadModel<D>,
): Projection<RecordedFact> {
  return {
    name: model.name,
    version: model.version,
    collection: model.collection,
    handles: model.handles,
    ...(model.after === undefined ? {} : { after: model.after }),
    keys: ({ recorded }) => model.keys(recorded),
    // Documents come from the model's own collection, which holds nothing but what this wrote.
    apply: (doc, { recorded }, id, before) => model.apply(doc as D | null, recorded, id, before),
  };
}

/** The audit, with what the log made of each decision, as far as that is known. */
const AUDIT_PROJECTION: Projection<RecordedFact> = {
  ...projectionOf(AUDIT_MODEL),
  apply: (doc, { recorded, outcome }) => {
    const entry = AUDIT_MODEL.apply(doc as AuditDoc | null, recorded, '');
    return entry === null || doc !== null || outcome === undefined ? entry : withOutcome(entry, outcome);
  },
};

/** Everything that the pages show. */
export const PROJECTIONS: readonly Projection<RecordedFact>[] = [
  projectionOf(APP_MODEL),
  projectionOf(APP_USER_MODEL),
  projectionOf(TOKEN_MODEL),
  projectionOf(GRANT_MODEL),
  projectionOf(REVOCATION_MODEL),
  projectionOf(DENIAL_MODEL),
  projectionOf(EDGE_MODEL),
  AUDIT_PROJECTION,
  projectionOf(REFRESH_MODEL),
];
