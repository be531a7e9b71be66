import { pause } from '#async';
import type { EventLog } from '#event-log';
import {
  type PageQuery,
  type ReadModelStore,
  REFRESH_MODEL,
  REFRESH_START,
  type RefreshDoc,
  REFRESHES_BY_AGE,
  type Stored,
} from '#read-models';
import { randomUUID } from 'node:crypto';
import { sweepExpired } from './expiry-sweep.js';
import { NotProjectedYetError } from './recompute.js';
import { refreshStep } from './refresh-step.js';
import { filledSince, isBarrierReached, usageBarrier } from './usage-barrier.js';

/** Options of {@link startRefresher}. */
export interface RefresherOptions {
  readonly log: Pick<EventLog, 'partitions' | 'bounds'>;
  /** Opened with the collections of the read models. */
  readonly store: ReadModelStore;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: () => number;
  /** Documents per chunk. Default 500. */
  readonly chunk?: number;
  /** How long a job stays leased to this process after each chunk, ms. Default 30,000. */
  readonly leaseMs?: number;
  /** How often this process looks for a job while there is none, ms. Default 500. */
  readonly tickMs?: number;
  /** How often this process looks for apps whose last token has expired, ms. Default 5000. */
  readonly sweepMs?: number;
  /** Called once, when the pages have caught up with the log as it was at the start. */
  readonly onFilled?: () => void;
  /** Called when jobs begin to fail, and when they work again. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** A running refresher. Any number may run at once. */
export interface Refresher {
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
}

/**
 * How long a job waits for usage that was appended before the revocation, ms after it. A pass that begins without that usage has to be
 * repeated.
 */
const WAIT_FOR_USAGE_MS = 2000;
const LOOK_AGAIN_MS = 200;
/**
 * Jobs of revocations that are older than this, ms, wait until the pages have caught up with the log. While pages in a new shape are
 * filled, the jobs of years are open, and whatever is done before that would have to be repeated.
 */
const RECENT_MS = 600_000;
/** Open jobs read per query. */
const OPEN_JOBS = 100;
/** After how long work on an old job is interrupted, ms, so that a recent one comes first. */
const OLD_AT_A_TIME_MS = 1000;

/**
 * Brings up to date, in the background, the fields that pages are sorted and filtered by: after each revocation in the documents that it
 * affects, and in apps whose last token has expired. Verdicts on tokens don't depend on it.
 */
export function startRefresher(options: RefresherOptions): Refresher {
  const refresher = new BackgroundRefresher(options);
  const running = [refresher.work(), refresher.sweep()];
  return {
    async close() {
      refresher.stop();
      await Promise.all(running);
    },
  };
}

class BackgroundRefresher {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  private readonly now: () => number;
  private readonly chunk: number;
  private readonly checkFilled: () => Promise<boolean>;
  private filled = false;
  private reported = true;

  constructor(private readonly options: RefresherOptions) {
    this.now = options.now ?? Date.now;
    this.chunk = options.chunk ?? 500;
    this.checkFilled = filledSince(options);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Works on one job after another, until {@link stop}. */
  async work(): Promise<void> {
    await this.repeat(this.options.tickMs ?? 500, async () => {
      const job = await this.claim();
      if (job !== null) await this.workOn(job);
      return job !== null;
    });
  }

  /** Marks apps as inactive whose last token has expired, until {@link stop}. */
  async sweep(): Promise<void> {
    const { store, sweepMs = 5000 } = this.options;
    await this.repeat(sweepMs, () => sweepExpired(store, this.now(), this.chunk));
  }

  private async repeat(pauseMs: number, once: () => Promise<boolean>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const isMore = await once().then(
        (more) => {
          this.report(true, 'refreshing');
          return more;
        },
        (error: unknown) => {
          this.report(false, error instanceof Error ? error.message : 'failed');
          return false;
        },
      );
      if (!isMore) await pause(pauseMs, signal);
    }
  }

  /**
   * Leases an open job that no other process has leased; `null`: there is none. Recent revocations come first, because somebody is waiting
   * for those; then the oldest job.
   */
  private async claim(): Promise<Stored<RefreshDoc> | null> {
    const isFilled = await this.isFilled();
    const recent = this.now() - RECENT_MS;
    const claimed = await this.claimOf({ from: recent });
    return claimed === null && isFilled ? this.claimOf({ to: recent }) : claimed;
  }

  private async claimOf(between: NonNullable<PageQuery['between']>): Promise<Stored<RefreshDoc> | null> {
    const list = {
      collection: REFRESH_MODEL.collection,
      index: REFRESHES_BY_AGE.name,
      equals: { finished: false },
      between,
      limit: OPEN_JOBS,
    };
    let after: string | undefined;
    do {
      const page = await this.options.store.page<RefreshDoc>({
        ...list,
        ...(after === undefined ? {} : { after }),
      });
      for (const open of page.items) {
        if (open.doc.leaseUntilMs > this.now()) continue;
        const claimed = await this.save(open, open.doc);
        if (claimed !== null) return claimed;
      }
      after = page.next;
    } while (after !== undefined);
    return null;
  }

  /** Whether the pages have caught up with the log as it was at the start. */
  private async isFilled(): Promise<boolean> {
    if (this.filled) return true;
    this.filled = await this.checkFilled();
    if (this.filled) this.options.onFilled?.();
    return this.filled;
  }

  /** Works on a leased job until it is finished, has to wait, has lost its lease, or is old and has had its time. */
  private async workOn(claimed: Stored<RefreshDoc>): Promise<void> {
    const startMs = this.now();
    const isOld = claimed.doc.appendedAtMs < startMs - RECENT_MS;
    const isOver = () => this.stopping.signal.aborted || (isOld && this.now() > startMs + OLD_AT_A_TIME_MS);
    let job: Stored<RefreshDoc> | null = claimed;
    while (job !== null && !job.doc.finished && !isOver()) {
      const next: RefreshDoc | null = await this.next(job.doc);
      if (next === null) {
        await this.release(job);
        return;
      }
      job = await this.save(job, next);
    }
    if (job !== null && !job.doc.finished) await this.release(job, 0);
  }

  /** The job after one more chunk; `null`: the projections have to get further first. */
  private async next(job: RefreshDoc): Promise<RefreshDoc | null> {
    const { store, log } = this.options;
    if (job.keepUntilMs !== null && job.keepUntilMs < this.now()) return this.finished(job);
    if (job.barrier === null) return { ...job, barrier: await usageBarrier(log) };
    const isStart = isAtStart(job);
    if (isStart && !job.isLastPass && (await isBarrierReached(store, job.barrier))) {
      return { ...job, isLastPass: true };
    }
    if (isStart && !job.isLastPass && this.now() < job.appendedAtMs + WAIT_FOR_USAGE_MS) return null;
    if (job.step < job.effects.length) return this.step(job);
    if (job.isLastPass) return this.finished(job);
    // The first pass began before all usage up to the revocation was projected: a second and last one follows once it is.
    return (await isBarrierReached(store, job.barrier))
      ? { ...job, ...REFRESH_START, isLastPass: true }
      : null;
  }

  private async step(job: RefreshDoc): Promise<RefreshDoc | null> {
    try {
      return await refreshStep({ store: this.options.store, now: this.now, chunk: this.chunk }, job);
    } catch (error) {
      if (error instanceof NotProjectedYetError) return null;
      throw error;
    }
  }

  private finished(job: RefreshDoc): RefreshDoc {
    return { ...job, finished: true, finishedAt: new Date(this.now()).toISOString() };
  }

  /** Writes a job and extends its lease; `null`: another process has it by now. */
  private async save(job: Stored<RefreshDoc>, doc: RefreshDoc): Promise<Stored<RefreshDoc> | null> {
    const leaseUntilMs = this.now() + (this.options.leaseMs ?? 30_000);
    return this.write(job, { ...doc, owner: this.owner, leaseUntilMs });
  }

  /** Gives the lease back; the job can be leased again after `forMs`. */
  private async release(job: Stored<RefreshDoc>, forMs = LOOK_AGAIN_MS): Promise<void> {
    await this.write(job, { ...job.doc, owner: null, leaseUntilMs: this.now() + forMs });
  }

  private async write(job: Stored<RefreshDoc>, doc: RefreshDoc): Promise<Stored<RefreshDoc> | null> {
    const { id, revision: expected, positions } = job;
    const lost = await this.options.store.write(REFRESH_MODEL.collection, [{ id, expected, positions, doc }]);
    return lost.length > 0 ? null : { ...job, revision: expected + 1, doc };
  }

  private report(healthy: boolean, detail: string): void {
    if (this.reported === healthy) return;
    this.reported = healthy;
    this.options.onHealth?.(healthy, detail);
  }
}

/** Whether a pass over the documents hasn't begun yet. */
function isAtStart({ step, areAppsDone, queue, appsAfter, isLastApp, usersAfter }: RefreshDoc): boolean {
  const isUntouched = !areAppsDone && appsAfter === null && !isLastApp && usersAfter === null;
  return step === 0 && queue.length === 0 && isUntouched;
}
