import { DECISION_TYPES, type RecordedDecision } from '../../facts/index.js';
import type { Effect } from '../../revocation/effects/effects.js';
import { TOKEN_KINDS, type TokenKind } from '../../values/token-kind.js';
import { revocationDocId } from '../document/document-ids.js';
import {
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
} from '../document/document.js';
import { type DecisionEntry, decisionEntry } from './decision-entry.js';

/** The audit entry of a decision that revoked, blocked or unblocked something. */
export type RevocationDoc = ReadModelDocument<
  DecisionEntry & {
    /** The decision's id. */
    readonly revocationId: string;
    readonly covers: readonly TokenKind[];
    /** The parts of its position. */
    readonly generation: string;
    readonly offset: number;
    readonly effects: readonly Effect[];
    readonly effectCount: number;
    /** After this, in log time, everything that it covers has expired; `null`: never. */
    readonly keepUntil: string | null;
  }
>;

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
  const { id, effects, position } = recorded;
  return {
    ...decisionEntry(recorded),
    revocationId: id,
    covers: coversOf(recorded),
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
