import type { DenialReason } from '#domain';

/**
 * Accepted calls of one app and user within one window.
 *
 * @example
 * ```ts
 * import type { UsedRow } from '@rescind/validator';
 *
 * export const line = ({ clientId, userId, count }: UsedRow) => `${clientId} of ${userId}: ${String(count)} calls`;
 * ```
 */
export interface UsedRow {
  /** Unique: a row that arrives twice counts once. */
  readonly windowId: string;
  readonly clientId: string;
  readonly userId: string;
  readonly count: number;
  /** Epoch ms. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/**
 * Refused calls of one app (and user) within one window, for one reason.
 *
 * @example
 * ```ts
 * import type { DeniedRow } from '@rescind/validator';
 *
 * export const line = ({ clientId, reason, count }: DeniedRow) => `${clientId}: ${reason} ${String(count)} times`;
 * ```
 */
export interface DeniedRow extends Omit<UsedRow, 'userId'> {
  readonly userId: string | undefined;
  readonly reason: DenialReason;
}

/**
 * What was counted since the last window.
 *
 * @example
 * ```ts
 * import type { UsageWindow } from '@rescind/validator';
 *
 * export const refusedCalls = ({ denied }: UsageWindow) => denied.reduce((sum, { count }) => sum + count, 0);
 * ```
 */
export interface UsageWindow {
  readonly used: readonly UsedRow[];
  readonly denied: readonly DeniedRow[];
}

/** The count of one app and user (and denial reason) in the current window. All tokens of that app and user use the same one. */
export class UsageCounter {
  count = 0;
  firstAtMs = 0;
  lastAtMs = 0;

  constructor(
    readonly clientId: string,
    readonly userId: string | undefined,
    readonly reason: DenialReason | undefined,
  ) {}
}

/** Most counters in one window. Calls that would need another one are added to {@link UsageMeter.lost}. */
const MAX_COUNTERS = 50_000;

/**
 * Counts calls per app and user. It runs on every call, so a token keeps its counter: after the first call, counting is an addition,
 * without a look-up.
 */
export class UsageMeter {
  /** Calls that were not counted because the window had {@link MAX_COUNTERS} counters. */
  lost = 0;
  /** The counters with a call in this window. */
  #used: UsageCounter[] = [];
  #counters = new Map<string, UsageCounter>();

  /**
   * The counter of an app and user, for {@link count}. It may be kept beyond the end of the window, and counts in the next one then.
   */
  counterOf(clientId: string, userId: string | undefined, reason?: DenialReason): UsageCounter {
    const key = JSON.stringify([clientId, userId, reason]);
    const known = this.#counters.get(key);
    if (known !== undefined) return known;
    const counter = new UsageCounter(clientId, userId, reason);
    if (this.#counters.size < MAX_COUNTERS) this.#counters.set(key, counter);
    return counter;
  }

  /** Counts one call. @param nowMs epoch ms */
  count(counter: UsageCounter, nowMs: number): void {
    if (counter.count === 0) {
      if (this.#used.length >= MAX_COUNTERS) {
        this.lost += 1;
        return;
      }
      counter.firstAtMs = nowMs;
      this.#used.push(counter);
    }
    counter.count += 1;
    counter.lastAtMs = nowMs;
  }

  /** Ends the window and answers what was counted in it; `null` where nothing was. Each call is in exactly one window. */
  drain(): UsageWindow | null {
    const counters = this.#used;
    if (counters.length === 0) return null;
    this.#used = [];
    this.#counters = new Map();
    const used: UsedRow[] = [];
    const denied: DeniedRow[] = [];
    for (const counter of counters) {
      const { clientId, userId, reason, count, firstAtMs, lastAtMs } = counter;
      const row = { windowId: crypto.randomUUID(), clientId, count, firstAtMs, lastAtMs };
      if (reason !== undefined) denied.push({ ...row, userId, reason });
      else if (userId !== undefined) used.push({ ...row, userId });
      counter.count = 0;
    }
    return { used, denied };
  }
}

/** The sum of the rows' counts. */
export function callsIn(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
