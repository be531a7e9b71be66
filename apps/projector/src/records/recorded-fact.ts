import type { FactOutcome, RecordedDecision, RecordedUsage } from '#domain';
import type { ProjectedFact } from '#read-models';

/** A decision or usage fact with its place in the log, as projections fold it. */
export interface RecordedFact extends ProjectedFact {
  readonly recorded: RecordedDecision | RecordedUsage;
  /** Whether the log accepted or rejected the decision, where that is known. */
  readonly outcome?: FactOutcome;
}
