import type { IssuerTrust, JudgedClaims, Position, RevocationState, Verdict } from '#domain';

/** Why the index can't answer. Never a reason to accept a token: ask somebody who folds the log. */
export type HotIndexGap =
  /** It can't be reached, or answered an error. */
  | 'unavailable'
  /** Empty, flushed, failed over or restarted, and not rebuilt yet. */
  | 'incomplete'
  /** Complete up to a moment that is longer ago than asked for. */
  | 'stale'
  /** It has not come to the position asked for. */
  | 'behind';

/** What the index must know for its answer to count. */
export interface HotIndexDemand {
  /** Everything up to this decision of the organisation, e.g. from `Rescind-Position`. */
  readonly atLeast?: Position;
  /** How long ago the log may have been read to its end, ms. Default 10000. */
  readonly maxAgeMs?: number;
}

/** What the index holds about one token. */
export type HotLookup =
  | {
      readonly known: true;
      /** Only the entries that can cover this token. */
      readonly state: RevocationState;
      /** Complete up to here. */
      readonly position: Position;
      /** How long ago the log was read to its end, ms on the index's clock. */
      readonly ageMs: number;
    }
  | { readonly known: false; readonly gap: HotIndexGap };

/** The answer about one token, or why there is none. */
export type HotVerdict =
  | { readonly known: true; readonly verdict: Verdict; readonly position: Position }
  | { readonly known: false; readonly gap: HotIndexGap };

/**
 * The revocations of every organisation in a cache that many processes share, for introspection. Its answers are complete
 * or they are none: an entry that is missing counts only beside a marker that says that nothing is.
 */
export interface RevocationIndex {
  /** What is held about a token, in one round trip. Never throws. */
  lookup(orgId: string, claims: JudgedClaims, demand?: HotIndexDemand): Promise<HotLookup>;
  /**
   * The verdict about a token whose signature was checked. Never throws.
   * @param nowMs epoch ms on the caller's clock
   */
  judge(
    orgId: string,
    claims: JudgedClaims,
    trust: IssuerTrust,
    nowMs: number,
    demand?: HotIndexDemand,
  ): Promise<HotVerdict>;
  close(): Promise<void>;
}

/** {@link HotIndexDemand.maxAgeMs} where nothing else is asked for, ms. */
export const DEFAULT_MAX_AGE_MS = 10_000;
