import { formatPosition, parsePosition } from '#domain';
import type { DocumentOf, ProjectedFact, Projection } from '../projection.js';
import type { Doc, GuardedWrite, Stored } from '../read-model-store.port.js';
import { sourceOf } from './group-facts.js';

/** The result of folding a batch's facts into one document. */
export interface FoldedDocument {
  /** The document after the facts; `null` if there is none. */
  readonly doc: Doc | null;
  /** The write that stores it; `null` if the facts change nothing. */
  readonly write: GuardedWrite | null;
  /** Number of facts that were applied. */
  readonly applied: number;
  /** Number of facts that the document already contained. */
  readonly skipped: number;
}

/**
 * Folds facts into a stored document. A fact at or below the position that the document has for the fact's topic partition is
 * skipped. A fact of another generation is folded and sets that position to its own, because offsets of two generations can't be
 * compared. Pure.
 */
export function foldDocument<F extends ProjectedFact>(
  projection: Pick<Projection<F>, 'apply'>,
  stored: Stored | null,
  id: string,
  facts: readonly F[],
  before: DocumentOf = () => null,
): FoldedDocument {
  const positions: Record<string, string> = { ...stored?.positions };
  let doc: Doc | null = stored?.doc ?? null;
  let applied = 0;
  for (const fact of facts) {
    if (holds(positions[sourceOf(fact)], fact)) continue;
    positions[sourceOf(fact)] = formatPosition(fact);
    doc = projection.apply(doc, fact, id, before) ?? doc;
    applied += 1;
  }
  const changed = doc !== null && doc !== (stored?.doc ?? null);
  return {
    doc,
    write: changed && doc !== null ? { id, expected: stored?.revision ?? null, positions, doc } : null,
    applied,
    skipped: facts.length - applied,
  };
}

function holds(held: string | undefined, fact: ProjectedFact): boolean {
  const position = held === undefined ? null : parsePosition(held);
  return position !== null && position.generation === fact.generation && fact.offset <= position.offset;
}
