import type { TokenKind } from '../../values/token-kind.js';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far a writer's clock may run ahead of the log's append time, ms, before its time is replaced by the append time. */
export const MAX_WRITER_AHEAD_MS = 10 * SECOND_MS;

/** How far in the future an `iat` or `nbf` may lie on our clock, ms, beside the issuer's own tolerance. */
export const MAX_CLOCK_SKEW_MS = 60 * SECOND_MS;

/**
 * How much longer than the longest lifetime an entry is kept, ms. Tokens may be issued after a decision and still be covered by it: by an
 * issuer whose clock is ahead, or that hasn't read the decision yet. Therefore an issuer must not issue tokens when it last read the log
 * longer ago than this, and no issuer's tolerance may exceed it.
 */
export const KEEP_MARGIN_MS = HOUR_MS;

/** Longest `exp − iat` per kind, ms, where an issuer declares nothing else: 24 h of access, 400 days of refresh and session. */
export const DEFAULT_MAX_LIFETIME_MS: Readonly<Record<TokenKind, number>> = Object.freeze({
  access: DAY_MS,
  refresh: 400 * DAY_MS,
  session: 400 * DAY_MS,
});
