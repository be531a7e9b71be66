import type { DecisionLog } from '#decision-log';
import { decideEndSessions } from '#domain';
import type { Logger } from '#platform';

/** Longest wait, ms: after a leap of the clock, an end of sessions is at most so late. */
const LONGEST_WAIT_MS = 3_600_000;
/** Longest wait before what failed is tried again, ms. */
const LONGEST_RETRY_MS = 10_000;
const FIRST_RETRY_MS = 250;

const ACTOR = { kind: 'system', id: 'session-end' } as const;

/** Calls back once, after so many ms; answers the way to stop it. */
export type Timer = (run: () => void, ms: number) => () => void;

/** What {@link EndSessions} needs; clock and timer are given. */
export interface EndSessionsOptions {
  readonly decisions: Pick<DecisionLog, 'decide' | 'onFolded' | 'org' | 'orgIds' | 'trouble'>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly timer: Timer;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Carries announced ends of sessions out when their time has come, or as soon after it as the log can be written. What is announced
 * stands in the log, so nothing is lost with the process; the fact's id is made from the announcement's, so that many
 * processes and restarts make one revocation. One timer, to the next time that is due.
 */
export class EndSessions {
  /** Epoch ms of what is announced, by organisation. */
  private readonly announced = new Map<string, number>();
  private stopTimer: () => void = () => undefined;
  private stopFollowing: () => void = () => undefined;
  private running: Promise<void> | null = null;
  private failures = 0;
  private closed = false;

  constructor(private readonly options: EndSessionsOptions) {}

  /** Begins. Before the log is read to its end, nothing is carried out. */
  start(): void {
    const { decisions } = this.options;
    this.stopFollowing = decisions.onFolded(({ orgId }) => {
      this.observe(orgId);
    });
    for (const orgId of decisions.orgIds()) this.observe(orgId);
  }

  /** Waits for what is under way, and begins nothing more. */
  async close(): Promise<void> {
    this.closed = true;
    this.stopFollowing();
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
    const retry = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LONGEST_RETRY_MS);
    const ms = this.failures > 0 ? retry : Math.min(Math.max(untilDue, 0), LONGEST_WAIT_MS);
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
    // What was carried out is folded, and no longer announced.
    this.failures = this.due().length === 0 ? 0 : this.failures + 1;
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
      logger.warn({ err: error, orgId, scheduleId }, 'an announced end of sessions is late');
    }
  }
}
