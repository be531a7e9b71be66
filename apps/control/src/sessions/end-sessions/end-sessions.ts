import { Backoff } from '#async';
import type { DecisionLog } from '#decision-log';
import { decideEndSessions } from '#domain';
import type { Logger } from '#platform';

/** Longest wait, ms. If the clock jumps forward, an end of sessions is late by at most this. */
const LONGEST_WAIT_MS = 3_600_000;
/** Shortest and longest wait before a failed attempt is repeated, ms. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

const ACTOR = { kind: 'system', id: 'session-end' } as const;

/** Calls `run` once, after `ms` milliseconds. Returns a function that stops the timer. */
export type Timer = (run: () => void, ms: number) => () => void;

/** What {@link EndSessions} needs. The clock and the timer are options, so that a test can replace them. */
export interface EndSessionsOptions {
  readonly decisions: Pick<DecisionLog, 'decide' | 'onFolded' | 'org' | 'orgIds' | 'trouble'>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Carries out announced ends of sessions when they are due, or as soon after that as the log can be written. Announcements are in the
 * log, so none is lost when the process ends. The id of the revocation's fact is derived from the announcement's id, so several
 * processes and restarts make only one revocation. One timer waits for the next announcement that is due.
 */
export class EndSessions {
  /** The announced times, epoch ms, by organisation. */
  private readonly announced = new Map<string, number>();
  private stopTimer: () => void = () => undefined;
  private unsubscribe: () => void = () => undefined;
  private running: Promise<void> | null = null;
  private readonly backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS);
  /** How long to wait before what failed is tried again, ms; `null` if nothing failed. */
  private retryMs: number | null = null;
  private closed = false;

  constructor(private readonly options: EndSessionsOptions) {}

  /** Starts. Nothing is carried out before the log has been read to its end. */
  start(): void {
    const { decisions } = this.options;
    this.unsubscribe = decisions.onFolded(({ orgId }) => {
      this.observe(orgId);
    });
    for (const orgId of decisions.orgIds()) this.observe(orgId);
  }

  /** Starts no more work, and waits for the work under way. */
  async close(): Promise<void> {
    this.closed = true;
    this.unsubscribe();
    this.stopTimer();
    await this.running;
  }

  private observe(orgId: string): void {
    const atMs = this.options.decisions.org(orgId)?.sessionEnd?.atMs;
    if (atMs === this.announced.get(orgId)) return;
    if (atMs === undefined) this.announced.delete(orgId);
    else this.announced.set(orgId, atMs);
    this.wait();
  }

  private wait(): void {
    this.stopTimer();
    if (this.closed || this.running !== null || this.announced.size === 0) return;
    const untilDue = Math.min(...this.announced.values()) - this.options.now();
    const ms = this.retryMs ?? Math.min(Math.max(untilDue, 0), LONGEST_WAIT_MS);
    this.stopTimer = this.options.timer(() => {
      this.running = this.carryOut().finally(() => {
        this.running = null;
        this.wait();
      });
    }, ms);
  }

  private async carryOut(): Promise<void> {
    if (this.options.decisions.trouble === null)
      await Promise.all(this.due().map((orgId) => this.endSessionsOf(orgId)));
    // An end that was carried out is folded already, so it is no longer announced. What is still due has failed.
    const hasFailed = this.due().length > 0;
    if (!hasFailed) this.backoff.reset();
    this.retryMs = hasFailed ? this.backoff.nextMs() : null;
  }

  private due(): readonly string[] {
    const now = this.options.now();
    return [...this.announced].filter(([, atMs]) => atMs <= now).map(([orgId]) => orgId);
  }

  private async endSessionsOf(orgId: string): Promise<void> {
    const { decisions, now, logger } = this.options;
    const scheduleId = decisions.org(orgId)?.sessionEnd?.scheduleId;
    if (scheduleId === undefined) return;
    try {
      await decisions.decide(
        orgId,
        (org) => (org.sessionEnd?.scheduleId === scheduleId ? decideEndSessions(org, now()) : null),
        { actor: ACTOR, factId: `${scheduleId}-end` },
      );
      logger.info({ orgId, scheduleId }, 'the announced end of sessions was carried out');
    } catch (error) {
      logger.warn(
        { err: error, orgId, scheduleId },
        'an announced end of sessions could not be carried out; it will be tried again',
      );
    }
  }
}
