import { type AuditEntry } from './audit-entry.schema.js';
import { type AuditQuery } from './list-audit/list-audit.http.schema.js';
import { type AuditDoc, parsePosition } from '#domain';
import type { PositionTokens } from '#decision-log';
import type { AuditFilter } from '#read-models';

/** Converts the filters of a request to those of the read model. */
export function auditFilter({
  type,
  actor,
  client_id,
  user_id,
  from,
  to,
}: Omit<AuditQuery, 'limit' | 'cursor'>): AuditFilter {
  return {
    type,
    actorId: actor,
    clientId: client_id,
    userId: user_id,
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to),
  };
}

/** Converts an entry to the form in which it is listed and exported. */
export function auditEntry(doc: AuditDoc, positions: PositionTokens): AuditEntry {
  const position = parsePosition(doc.position);
  return {
    id: doc.decisionId,
    type: doc.type,
    actor: { kind: doc.actorKind, id: doc.actorId },
    reason: doc.reason,
    time: doc.time,
    recorded_at: doc.recordedAt,
    position: position === null ? doc.position : positions.issue(doc.orgId, position),
    subject: { kind: doc.subjectKind, id: doc.subject },
    client_id: doc.clientId,
    user_id: doc.userId,
    summary: doc.summary,
    outcome: doc.outcome,
    outcome_code: doc.outcomeCode,
  };
}
