import { formatPosition, parsePosition } from '#domain';
import type { DocumentOf, ProjectedFact, Projection } from '../projection.js';
import type { Doc, GuardedWrite, Stored } from '../read-model-store.port.js';
import { sourceOf } from './group-facts.js';

/** The result of folding a batch's facts into one document. */
export interface FoldedDocument {
  /** The document after the facts; `null`: there is none. */
  readonly doc: Doc | null;
  /** The write that stores it; `null` where the facts change nothing. */
  readonly write: GuardedWrite | null;
  /** Facts that went through `apply`. */
  readonly applied: number;
  /** Facts that the document already held. */
  readonly skipped: number;
}

/**
 * Folds facts into a document as it was read: a fact at or below the position that the document holds for its
 * topic partition is skipped. A fact of another generation is folded and sets the position to its own, because
 * offsets of two generations can't be compared. Pure.
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
