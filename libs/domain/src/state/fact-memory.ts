import type { DecisionType } from '../facts/decisions.js';
import type { DomainErrorCode } from '../checks/domain.errors.js';

/** How long fact ids are remembered, ms of log time. */
export const FACT_MEMORY_MS = 24 * 3_600_000;
/** How many fact ids are remembered at most. */
export const FACT_MEMORY_SIZE = 100_000;

/** What came of a fact when it was first read. */
export type FactOutcome =
  { readonly outcome: 'accepted' } | { readonly outcome: 'rejected'; readonly code: DomainErrorCode };

/** A fact that was read lately. A retry of the same request is answered from it. */
export interface RememberedFact {
  /** Offset at which it was read first. */
  readonly offset: number;
  readonly type: DecisionType;
  readonly requestDigest: string | null;
  readonly outcome: FactOutcome;
  /** Epoch ms on the log's clock. */
  readonly appendedAtMs: number;
}

/** Fact ids in the order in which they were read. */
export type FactMemory = Map<string, RememberedFact>;

/**
 * Remembers a fact and forgets the oldest ones: older than {@link FACT_MEMORY_MS} of log time, or more than
 * {@link FACT_MEMORY_SIZE}. In place; what is forgotten depends on the log alone, so every process forgets the same.
 *
 * @param nowMs append time of the record that is being read, epoch ms.
 */
export function remember(memory: FactMemory, id: string, fact: RememberedFact, nowMs: number): void {
  memory.set(id, fact);
  for (const [oldestId, oldest] of memory) {
    if (memory.size <= FACT_MEMORY_SIZE && oldest.appendedAtMs >= nowMs - FACT_MEMORY_MS) return;
    memory.delete(oldestId);
  }
}
