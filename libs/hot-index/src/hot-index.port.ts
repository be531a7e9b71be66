import type { IssuerTrust, JudgedClaims, Position, RevocationState, Verdict } from '#domain';

/** Why the index can't answer. Never a reason to accept a token: ask a process that folds the log itself. */
export type HotIndexGap =
  /** It can't be reached, or answered an error. */
  | 'unavailable'
  /** Empty, flushed, failed over or restarted, and not rebuilt yet. */
  | 'incomplete'
  /** Complete as of a moment that is longer ago than the caller accepts. */
  | 'stale'
  /** It has not absorbed the position that the caller asked for. */
  | 'behind';

/** What the caller requires of an answer. */
export interface HotIndexDemand {
  /** The index must hold everything up to this decision of the organisation, e.g. from `Rescind-Position`. */
  readonly atLeast?: Position;
  /** How long ago the index may have held the whole log, ms. Default 10000. */
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
      /** How long ago the index held the whole log, ms on Redis's clock. */
      readonly ageMs: number;
    }
  | { readonly known: false; readonly gap: HotIndexGap };

/** The answer about one token, or why there is none. */
export type HotVerdict =
  | { readonly known: true; readonly verdict: Verdict; readonly position: Position }
  | { readonly known: false; readonly gap: HotIndexGap };

/**
 * The revocations of every organisation in Redis, for introspection by many processes. It answers only where it is complete: that a
 * token has no entry means something only while the marker proves that no entry is missing.
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
