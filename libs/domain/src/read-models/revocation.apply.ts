import { type Decision, DECISION_TYPES, type RecordedDecision } from '../facts/index.js';
import { formatPosition } from '../position.js';
import { type Effect, TOKEN_KINDS, type TokenKind } from '../revocation/index.js';
import { type DecisionSubjectKind, decisionSubject } from './decision-subject.js';
import { revocationDocId } from './document-ids.js';
import {
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  recordedAt,
  timeOf,
} from './document.js';

/** The audit entry of a decision that revoked, blocked or unblocked something. */
export type RevocationDoc = ReadModelDocument<{
  readonly orgId: string;
  /** The decision's id. */
  readonly revocationId: string;
  readonly type: Decision['type'];
  readonly actorKind: RecordedDecision['actor']['kind'];
  readonly actorId: string;
  readonly reason: string | null;
  /** When it was decided, on the writer's clock. */
  readonly time: string;
  /** When it was appended, on the log's clock. */
  readonly recordedAt: string;
  readonly recordedAtMs: number;
  readonly covers: readonly TokenKind[];
  readonly subjectKind: DecisionSubjectKind;
  /** The id of what it is about: a `client_id`, user id, `jti` …; of a user at an app, the user's. */
  readonly subject: string;
  readonly clientId: string | null;
  readonly userId: string | null;
  /** `generation:offset` of the decision, and its parts. */
  readonly position: string;
  readonly generation: string;
  readonly offset: number;
  readonly effects: readonly Effect[];
  readonly effectCount: number;
  /** After this, in log time, everything that it covers has expired; `null`: never. */
  readonly keepUntil: string | null;
}>;

/** Orders in which revocations are listed, the newest first. */
export const REVOCATION_LISTS = {
  byTime: listOrder<keyof RevocationDoc>('byTime', 'orgId', '-recordedAtMs'),
  byType: listOrder<keyof RevocationDoc>('byType', 'orgId', 'type', '-recordedAtMs'),
  byApp: listOrder<keyof RevocationDoc>('byApp', 'orgId', 'clientId', '-recordedAtMs'),
  byUser: listOrder<keyof RevocationDoc>('byUser', 'orgId', 'userId', '-recordedAtMs'),
} as const;

/** The audit of an organisation's revocations. */
export const REVOCATION_MODEL: ReadModel<RevocationDoc> = {
  name: 'revocation',
  version: 1,
  collection: 'revocation_v1',
  // Whatever carries effects is in the audit, whether or not any are expected of it.
  handles: DECISION_TYPES,
  lists: Object.values(REVOCATION_LISTS),
  keys: (recorded) => (isRevocation(recorded) ? [revocationDocId(recorded.orgId, recorded.id)] : []),
  apply: applyRevocation,
};

/** Makes the audit entry of a decision with effects; the first record of a decision stands. */
export function applyRevocation(doc: RevocationDoc | null, recorded: ReadModelFact): RevocationDoc | null {
  if (doc !== null || !isRevocation(recorded)) return doc;
  const { orgId, id, fact, actor, effects, position } = recorded;
  return {
    orgId,
    revocationId: id,
    type: fact.type,
    actorKind: actor.kind,
    actorId: actor.id,
    reason: 'reason' in fact.data ? (fact.data.reason ?? null) : null,
    time: timeOf(recorded.time, recorded),
    recordedAt: recordedAt(recorded),
    recordedAtMs: recorded.appendedAtMs,
    covers: coversOf(recorded),
    ...decisionSubject(orgId, fact),
    position: formatPosition(position),
    generation: position.generation,
    offset: position.offset,
    effects,
    effectCount: effects.length,
    keepUntil: recorded.keepUntil,
  };
}

function isRevocation(recorded: ReadModelFact): recorded is RecordedDecision {
  return 'effects' in recorded && recorded.effects.length > 0;
}

/** What the decision says it covers; where it doesn't say, the kinds of its watermarks. */
function coversOf({ fact, effects }: RecordedDecision): readonly TokenKind[] {
  if ('covers' in fact.data) return fact.data.covers;
  const kinds = effects.flatMap((effect) => (effect.effect === 'notBefore' ? effect.kinds : []));
  return TOKEN_KINDS.filter((kind) => kinds.includes(kind));
}
