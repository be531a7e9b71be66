import type { Doc } from './read-model-store.port.js';

/** A fact with its position in the log: what projections fold. */
export interface ProjectedFact {
  /** Discriminant: `AppBlocked`, `TokenIssued` … */
  readonly type: string;
  readonly topic: string;
  readonly partition: number;
  readonly generation: string;
  readonly offset: number;
}

/**
 * A read model's binding: which facts touch which documents of a collection, and how. Pure; a new shape is a new
 * version, with a collection of its own.
 */
export interface Projection<F extends ProjectedFact = ProjectedFact> {
  readonly name: string;
  readonly version: number;
  /** Name of the collection; carries the version. */
  readonly collection: string;
  readonly handles: readonly F['type'][];
  /** Ids of the documents that the fact touches. */
  readonly keys: (fact: F) => readonly string[];
  /** Collection of a projection whose documents of the batch are durable before this one folds it. */
  readonly after?: string;
  /**
   * The document after the fact; `null` in: it doesn't exist yet; `null` out: nothing to write. `before` gives the documents of
   * {@link after} that the batch touches, with its facts in them.
   */
  readonly apply: (doc: Doc | null, fact: F, id: string, before: DocumentOf) => Doc | null;
}

/** A document by its id. */
export type DocumentOf = (id: string) => Doc | null;
