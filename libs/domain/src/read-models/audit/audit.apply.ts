import { DECISION_TYPES } from '../../facts/index.js';
import type { DomainErrorCode } from '../../checks/domain.errors.js';
import type { FactOutcome } from '../../state/fact-memory.js';
import { type DecisionEntry, decisionEntry } from './decision-entry.js';
import { decisionSummary } from './decision-summary.js';
import { auditDocId } from '../document/document-ids.js';
import {
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
} from '../document/document.js';

/** What came of a decision in the log. */
export type AuditOutcome = 'accepted' | 'rejected';

/** The audit entry of a decision: who did what, when and why. */
export type AuditDoc = ReadModelDocument<
  DecisionEntry & {
    readonly decisionId: string;
    /** What it says beside that: ids, kinds and numbers alone. */
    readonly summary: string;
    /** `null`: the fold had forgotten it by the time the entry was written. */
    readonly outcome: AuditOutcome | null;
    /** Why it was rejected. */
    readonly outcomeCode: DomainErrorCode | null;
  }
>;

/** Orders in which decisions are listed, the newest first. */
export const AUDIT_LISTS = {
  byTime: listOrder<keyof AuditDoc>('byTime', 'orgId', '-recordedAtMs'),
  byType: listOrder<keyof AuditDoc>('byType', 'orgId', 'type', '-recordedAtMs'),
  byActor: listOrder<keyof AuditDoc>('byActor', 'orgId', 'actorId', '-recordedAtMs'),
  byApp: listOrder<keyof AuditDoc>('byApp', 'orgId', 'clientId', '-recordedAtMs'),
  byUser: listOrder<keyof AuditDoc>('byUser', 'orgId', 'userId', '-recordedAtMs'),
} as const;

/** Everything that was ever decided in an organisation. */
export const AUDIT_MODEL: ReadModel<AuditDoc> = {
  name: 'audit',
  version: 1,
  collection: 'audit_v1',
  handles: DECISION_TYPES,
  lists: Object.values(AUDIT_LISTS),
  keys: (recorded) => ('effects' in recorded ? [auditDocId(recorded.orgId, recorded.id)] : []),
  apply: applyAudit,
};

/**
 * Makes the entry of a decision. A record that was appended again changes nothing. A decision with effects is never rejected; of any
 * other only the fold of the whole log knows the outcome, which {@link withOutcome} adds.
 */
export function applyAudit(doc: AuditDoc | null, recorded: ReadModelFact): AuditDoc | null {
  if (doc !== null || !('effects' in recorded)) return doc;
  const { id, fact, effects } = recorded;
  return {
    ...decisionEntry(recorded),
    decisionId: id,
    summary: decisionSummary(fact),
    outcome: effects.length > 0 ? 'accepted' : null,
    outcomeCode: null,
  };
}

/** The entry with the outcome that the fold came to. */
export function withOutcome(entry: AuditDoc, outcome: FactOutcome): AuditDoc {
  if (entry.outcome !== null) return entry;
  return {
    ...entry,
    outcome: outcome.outcome,
    outcomeCode: outcome.outcome === 'rejected' ? outcome.code : null,
  };
}
