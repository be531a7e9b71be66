import type { DenialReason, UsageDenied } from '../facts/index.js';
import { denialCountId } from './denial-count.js';
import { denialDocId } from './document-ids.js';
import {
  earlier,
  handled,
  later,
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  timeOf,
} from './document.js';
import { countOnce, type RecentId } from './recent-ids.js';

/** How often a user's attempts to use an app were denied for one reason. */
export type DenialDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly clientId: string;
  /** `null`: nobody was signed in. */
  readonly userId: string | null;
  readonly reason: DenialReason;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Where it happened, each place once, sorted. */
  readonly where: readonly UsageDenied['data']['where'][];
  /** The edge that denied last; `null`: none did. */
  readonly lastEdgeId: string | null;
  readonly recent: readonly RecentId[];
}>;

const HANDLES = ['UsageDenied'] as const;

/** Orders in which denials are listed, the latest first. */
export const DENIAL_LISTS = {
  byTime: listOrder<keyof DenialDoc>('byTime', 'orgId', '-lastAt'),
  byApp: listOrder<keyof DenialDoc>('byApp', 'orgId', 'clientId', '-lastAt'),
  byUser: listOrder<keyof DenialDoc>('byUser', 'orgId', 'userId', '-lastAt'),
} as const;

/** Denied attempts, per app, user and reason. */
export const DENIAL_MODEL: ReadModel<DenialDoc> = {
  name: 'denial',
  version: 1,
  collection: 'denial_v1',
  handles: HANDLES,
  lists: Object.values(DENIAL_LISTS),
  keys: (recorded) => {
    const fact = handled(recorded, HANDLES);
    if (fact === null) return [];
    const { clientId, userId = null, reason } = fact.data;
    return [denialDocId(recorded.orgId, clientId, userId, reason)];
  },
  apply: applyDenial,
};

/** Folds a denial into the document of its app, user and reason; a window of an edge counts once. */
export function applyDenial(doc: DenialDoc | null, recorded: ReadModelFact): DenialDoc | null {
  const fact = handled(recorded, HANDLES);
  if (fact === null) return doc;
  const recent = countOnce(doc?.recent ?? [], denialCountId(fact.data, recorded), recorded);
  if (recent === null) return doc;
  const { clientId, userId = null, reason, where, edgeId, count } = fact.data;
  const lastAt = timeOf(fact.data.lastAt, recorded);
  const isLatest = doc === null || lastAt >= doc.lastAt;
  return {
    orgId: recorded.orgId,
    clientId,
    userId,
    reason,
    count: (doc?.count ?? 0) + count,
    firstAt: earlier(doc?.firstAt ?? null, timeOf(fact.data.firstAt, recorded)),
    lastAt: later(doc?.lastAt ?? null, lastAt),
    where: [...new Set([...(doc?.where ?? []), where])].sort(),
    lastEdgeId: isLatest ? (edgeId ?? doc?.lastEdgeId ?? null) : doc.lastEdgeId,
    recent,
  };
}
