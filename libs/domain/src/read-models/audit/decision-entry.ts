import type { Decision, RecordedDecision } from '../../facts/index.js';
import { formatPosition } from '../../values/position.js';
import { type DecisionSubjectKind, decisionSubject } from './decision-subject.js';
import { recordedAt, timeOf } from '../document/document.js';

/** What every list of decisions shows: who decided what, about what, when and why. */
export type DecisionEntry = {
  readonly orgId: string;
  readonly type: Decision['type'];
  readonly actorKind: RecordedDecision['actor']['kind'];
  readonly actorId: string;
  readonly reason: string | null;
  /** When it was decided, on the writer's clock. */
  readonly time: string;
  /** When it was appended, on the log's clock. */
  readonly recordedAt: string;
  readonly recordedAtMs: number;
  /** `generation:offset` of the decision. */
  readonly position: string;
  readonly subjectKind: DecisionSubjectKind;
  /** The id of what it is about: a `client_id`, user id, `jti` …; of a user at an app, the user's. */
  readonly subject: string;
  readonly clientId: string | null;
  readonly userId: string | null;
};

/** The part of a decision that every list shows. */
export function decisionEntry(recorded: RecordedDecision): DecisionEntry {
  const { orgId, fact, actor, position } = recorded;
  return {
    orgId,
    type: fact.type,
    actorKind: actor.kind,
    actorId: actor.id,
    reason: 'reason' in fact.data ? (fact.data.reason ?? null) : null,
    time: timeOf(recorded.time, recorded),
    recordedAt: recordedAt(recorded),
    recordedAtMs: recorded.appendedAtMs,
    position: formatPosition(position),
    ...decisionSubject(orgId, fact),
  };
}
