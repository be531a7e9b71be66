import { pause } from '#async';
import { REFRESH_MODEL, REFRESH_START, type RefreshDoc } from '#domain';
import type { EventLog } from '#event-log';
import { type PageQuery, type ReadModelStore, REFRESHES_BY_AGE, type Stored } from '#read-models';
import { randomUUID } from 'node:crypto';
import { sweepExpired } from './expiry-sweep.js';
import { NotYet } from './recompute.js';
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
  /** How long a job is nobody else's after its last chunk, ms. Default 30,000. */
  readonly leaseMs?: number;
  /** How often work is looked for while there is none, ms. Default 500. */
  readonly tickMs?: number;
  /** How often apps are looked for whose last token has expired, ms. Default 5000. */
  readonly sweepMs?: number;
  /** Called once, when the pages hold the log as it was at the start. */
  readonly onFilled?: () => void;
  /** Called when work begins to fail, and when it works again. */
  readonly onHealth?: (healthy: boolean, detail: string) => void;
}

/** A running refresher. Any number may run at once. */
export interface Refresher {
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
}

/** How long the usage log is waited for before a first pass that can't be the last, ms after the revocation. */
const WAIT_FOR_USAGE_MS = 2000;
const LOOK_AGAIN_MS = 200;
/**
 * Revocations of longer ago, ms, wait until the pages hold the log: while pages in a new shape are filled there are those of years, and
 * what is done before is to be done again.
 */
const RECENT_MS = 600_000;
const OPEN_JOBS = 100;
/** How long a job of longer ago is worked on, ms, before a recent one is looked for. */
const OLD_AT_A_TIME_MS = 1000;

/**
 * Brings up to date, in the background, what pages sort and filter by: after each revocation the documents that it affects, and
 * apps whose last token has expired. Verdicts don't wait for it.
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
  private readonly asksFilled: () => Promise<boolean>;
  private filled = false;
  private said = true;

  constructor(private readonly options: RefresherOptions) {
    this.now = options.now ?? Date.now;
    this.chunk = options.chunk ?? 500;
    this.asksFilled = filledSince(options);
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Works on one job after the other until it is stopped. */
  async work(): Promise<void> {
    await this.repeat(this.options.tickMs ?? 500, async () => {
      const job = await this.claim();
      if (job !== null) await this.workOn(job);
      return job !== null;
    });
  }

  /** Turns off apps that aren't active any more until it is stopped. */
  async sweep(): Promise<void> {
    const { store, sweepMs = 5000 } = this.options;
    await this.repeat(sweepMs, () => sweepExpired(store, this.now(), this.chunk));
  }

  private async repeat(pauseMs: number, once: () => Promise<boolean>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const isMore = await once().then(
        (more) => {
          this.say(true, 'refreshing');
          return more;
        },
        (error: unknown) => {
          this.say(false, error instanceof Error ? error.message : 'failed');
          return false;
        },
      );
      if (!isMore) await pause(pauseMs, signal);
    }
  }

  /**
   * A job that is nobody's, made this one's; `null`: there is none. One of a recent revocation comes first: those of years may be open, and
   * somebody waits for what was revoked just now. Then it is the oldest.
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

  /** Whether the pages hold the log as it was at the start. */
  private async isFilled(): Promise<boolean> {
    if (this.filled) return true;
    this.filled = await this.asksFilled();
    if (this.filled) this.options.onFilled?.();
    return this.filled;
  }

  /** Works on a job until it is done, has to wait, is another one's, or is an old one that a recent one is not to wait for. */
  private async workOn(claimed: Stored<RefreshDoc>): Promise<void> {
    const startMs = this.now();
    const isOld = claimed.doc.appendedAtMs < startMs - RECENT_MS;
    const isOver = () => this.stopping.signal.aborted || (isOld && this.now() > startMs + OLD_AT_A_TIME_MS);
    let job: Stored<RefreshDoc> | null = claimed;
    while (job !== null && !job.doc.finished && !isOver()) {
      const next: RefreshDoc | null = await this.next(job.doc);
      if (next === null) {
        await this.putOff(job);
        return;
      }
      job = await this.save(job, next);
    }
    if (job !== null && !job.doc.finished) await this.putOff(job, 0);
  }

  /** The job after one more chunk; `null`: something has to be waited for. */
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
    // What was issued before the revocation isn't all there yet: once more, when it is.
    return (await isBarrierReached(store, job.barrier))
      ? { ...job, ...REFRESH_START, isLastPass: true }
      : null;
  }

  private async step(job: RefreshDoc): Promise<RefreshDoc | null> {
    try {
      return await refreshStep({ store: this.options.store, now: this.now, chunk: this.chunk }, job);
    } catch (error) {
      if (error instanceof NotYet) return null;
      throw error;
    }
  }

  private finished(job: RefreshDoc): RefreshDoc {
    return { ...job, finished: true, finishedAt: new Date(this.now()).toISOString() };
  }

  /** Writes a job and keeps it for as long again; `null`: it is another one's meanwhile. */
  private async save(job: Stored<RefreshDoc>, doc: RefreshDoc): Promise<Stored<RefreshDoc> | null> {
    const leaseUntilMs = this.now() + (this.options.leaseMs ?? 30_000);
    return this.write(job, { ...doc, owner: this.owner, leaseUntilMs });
  }

  private async putOff(job: Stored<RefreshDoc>, forMs = LOOK_AGAIN_MS): Promise<void> {
    await this.write(job, { ...job.doc, owner: null, leaseUntilMs: this.now() + forMs });
  }

  private async write(job: Stored<RefreshDoc>, doc: RefreshDoc): Promise<Stored<RefreshDoc> | null> {
    const { id, revision: expected, positions } = job;
    const lost = await this.options.store.write(REFRESH_MODEL.collection, [{ id, expected, positions, doc }]);
    return lost.length > 0 ? null : { ...job, revision: expected + 1, doc };
  }

  private say(healthy: boolean, detail: string): void {
    if (this.said === healthy) return;
    this.said = healthy;
    this.options.onHealth?.(healthy, detail);
  }
}

/** Whether nothing of a pass over the documents is done yet. */
function isAtStart({ step, areAppsDone, queue, appsAfter, isLastApp, usersAfter }: RefreshDoc): boolean {
  const isUntouched = !areAppsDone && appsAfter === null && !isLastApp && usersAfter === null;
  return step === 0 && queue.length === 0 && isUntouched;
}
