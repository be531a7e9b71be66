import type { DenialReason } from '#domain';

/** Accepted calls of one app and user within one window. */
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

/** Refused calls of one app (and user) within one window, for one reason. */
export interface DeniedRow extends Omit<UsedRow, 'userId'> {
  readonly userId: string | undefined;
  readonly reason: DenialReason;
}

/** What was counted since the last window. */
export interface UsageWindow {
  readonly used: readonly UsedRow[];
  readonly denied: readonly DeniedRow[];
}

/** Counts the calls of one app and user (and denial reason); every token of theirs shares it. */
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

/** Most distinct counters of one window; calls beyond it are counted as {@link UsageMeter.lost}. */
const MAX_COUNTERS = 50_000;

/** Counts uses per app and user, cheaply enough for every call. */
export class UsageMeter {
  /** Calls that could not be counted. */
  lost = 0;
  #touched: UsageCounter[] = [];
  #counters = new Map<string, UsageCounter>();

  /** The counter of an app and user; tokens keep it and hand it to {@link count}. */
  counterOf(clientId: string, userId: string | undefined, reason?: DenialReason): UsageCounter {
    const key = JSON.stringify([clientId, userId, reason]);
    const known = this.#counters.get(key);
    if (known !== undefined) return known;
    const counter = new UsageCounter(clientId, userId, reason);
    if (this.#counters.size < MAX_COUNTERS) this.#counters.set(key, counter);
    return counter;
  }

  /** Counts one call at `nowMs`, epoch ms. */
  count(counter: UsageCounter, nowMs: number): void {
    if (counter.count === 0) {
      if (this.#touched.length >= MAX_COUNTERS) {
        this.lost += 1;
        return;
      }
      counter.firstAtMs = nowMs;
      this.#touched.push(counter);
    }
    counter.count += 1;
    counter.lastAtMs = nowMs;
  }

  /** Ends the window: everything counted so far, each call in exactly one window. `null`: nothing was. */
  drain(): UsageWindow | null {
    const touched = this.#touched;
    if (touched.length === 0) return null;
    this.#touched = [];
    this.#counters = new Map();
    const used: UsedRow[] = [];
    const denied: DeniedRow[] = [];
    for (const counter of touched) {
      const { clientId, userId, reason, count, firstAtMs, lastAtMs } = counter;
      const row = { windowId: crypto.randomUUID(), clientId, count, firstAtMs, lastAtMs };
      if (reason !== undefined) denied.push({ ...row, userId, reason });
      else if (userId !== undefined) used.push({ ...row, userId });
      counter.count = 0;
    }
    return { used, denied };
  }
}

/** How many calls some rows stand for. */
export function callsIn(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
