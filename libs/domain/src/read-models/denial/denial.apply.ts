import type { DenialReason, UsageDenied } from '../../facts/index.js';
import { denialDocId } from '../document/document-ids.js';
import {
  earlier,
  handled,
  later,
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  timeOf,
} from '../document/document.js';

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
  /** Addresses that the issuer was asked from, each once, the newest first, at most {@link DENIAL_ADDRESSES}. */
  readonly addresses: readonly string[];
}>;

/** How many addresses are kept of the attempts that one document counts. */
export const DENIAL_ADDRESSES = 10;

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
  version: 2,
  collection: 'denial_v2',
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

/** Folds a denial into the document of its app, user and reason. */
export function applyDenial(doc: DenialDoc | null, recorded: ReadModelFact): DenialDoc | null {
  const fact = handled(recorded, HANDLES);
  if (fact === null) return doc;
  const { clientId, userId = null, reason, where, edgeId, address, count } = fact.data;
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
    addresses: address === undefined ? (doc?.addresses ?? []) : withAddress(doc?.addresses ?? [], address),
  };
}

function withAddress(known: readonly string[], address: string): readonly string[] {
  return [address, ...known.filter((each) => each !== address)].slice(0, DENIAL_ADDRESSES);
}
