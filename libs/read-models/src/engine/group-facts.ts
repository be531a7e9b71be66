import type { ProjectedFact, Projection } from '../projection.js';

/** The facts of a batch that touch one document, in the order in which they are folded. */
export interface DocumentFacts<F extends ProjectedFact = ProjectedFact> {
  readonly id: string;
  readonly facts: readonly F[];
}

/** The facts of a batch that one projection handles, by document. */
export interface ProjectionFacts<F extends ProjectedFact = ProjectedFact> {
  readonly projection: Projection<F>;
  readonly documents: readonly DocumentFacts<F>[];
}

/** Key of {@link Stored.positions}: where a fact comes from. */
export function sourceOf(fact: Pick<ProjectedFact, 'topic' | 'partition'>): string {
  return `${fact.topic}/${String(fact.partition)}`;
}

/**
 * Sorts facts for folding. Within one generation of a partition they are sorted by offset, because the position check would skip a
 * fact that comes after a later one. Partitions keep the order in which they appear.
 */
function inFoldingOrder<F extends ProjectedFact>(facts: readonly F[]): readonly F[] {
  const runs = new Map<string, F[]>();
  for (const fact of facts) {
    const key = `${sourceOf(fact)}/${fact.generation}`;
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [fact]);
    else run.push(fact);
  }
  return [...runs.values()].flatMap((run) => run.sort((a, b) => a.offset - b.offset));
}

/** Groups a batch by projection and document. Projections that handle none of the facts are left out. */
export function groupFacts<F extends ProjectedFact>(
  projections: readonly Projection<F>[],
  facts: readonly F[],
): readonly ProjectionFacts<F>[] {
  const ordered = inFoldingOrder(facts);
  return projections
    .map((projection) => ({ projection, documents: documentsOf(projection, ordered) }))
    .filter(({ documents }) => documents.length > 0);
}

function documentsOf<F extends ProjectedFact>(
  projection: Projection<F>,
  facts: readonly F[],
): readonly DocumentFacts<F>[] {
  const handled = new Set<string>(projection.handles);
  const documents = new Map<string, F[]>();
  for (const fact of facts) {
    if (!handled.has(fact.type)) continue;
    for (const id of new Set(projection.keys(fact))) {
      const run = documents.get(id);
      if (run === undefined) documents.set(id, [fact]);
      else run.push(fact);
    }
  }
  return [...documents].map(([id, run]) => ({ id, facts: run }));
}
