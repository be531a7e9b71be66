import { setTimeout as delay } from 'node:timers/promises';
import { type Refresher, startRefresher } from '#apps/projector';
import { APP_MODEL, type Decision } from '#domain';
import {
  APPS_BY_EXPIRY,
  type ReadModelStore,
  REFRESH_MODEL,
  type RefreshDoc,
  REFRESHES_BY_AGE,
} from '#read-models';
import { progress } from '../shared/command-line.ts';
import { type Summary, summarise } from '../shared/statistics.ts';
import type { Projected } from '../projection/projected.ts';
import { apps, PAGE } from './listing.ts';
import { iso } from './log.ts';
import type { Organisation } from './organisation.ts';
import { whole } from './progress-bar.ts';
import { type SkipPeer } from './skip-peer.ts';

const LOOK_EVERY_MS = 200;
/** Pages of the list that are read one after the other before it begins again. */
const PAGES = 10;

/** A refresher whose clock is the organisation's: it continues from the time of the last fact. */
export class Refreshing {
  readonly #store: ReadModelStore;
  readonly #refresher: Refresher;
  readonly #now: () => number;

  constructor(store: ReadModelStore, organisation: Organisation) {
    const startedAt = performance.now();
    const startedMs = organisation.nowMs;
    this.#store = store;
    this.#now = () => Math.floor(startedMs + performance.now() - startedAt);
    this.#refresher = startRefresher({ log: organisation.log, store, now: this.#now, tickMs: 50 });
  }

  /** Jobs that aren't finished. */
  openJobs(): Promise<number> {
    const list = { collection: REFRESH_MODEL.collection, index: REFRESHES_BY_AGE.name };
    return this.#store.count({ ...list, equals: { finished: false } }, 1_000_000);
  }

  /** The jobs that aren't finished: documents that they have brought up to date so far, and whether apps are among what is left. */
  async openWork(): Promise<{ readonly done: number; readonly areAppsDone: boolean }> {
    const list = { collection: REFRESH_MODEL.collection, index: REFRESHES_BY_AGE.name };
    const { items } = await this.#store.page<RefreshDoc>({
      ...list,
      equals: { finished: false },
      limit: 1000,
    });
    const jobs = items.map(({ doc }) => doc);
    const done = jobs.reduce((sum, job) => sum + job.done, 0);
    return { done, areAppsDone: jobs.every((job) => job.areAppsDone) };
  }

  /** Apps that are listed as active although their last token has expired. */
  expiredApps(): Promise<number> {
    return this.#store.count(
      {
        collection: APP_MODEL.collection,
        index: APPS_BY_EXPIRY.name,
        equals: { active: true },
        between: { to: iso(this.#now()) },
      },
      10_000_000,
    );
  }

  /** Resolves when there is nothing left to do, or it took too long. */
  async settle(maxMs: number): Promise<void> {
    const from = performance.now();
    const before = { jobs: await this.openJobs(), apps: await this.expiredApps() };
    let [jobs, expired] = [before.jobs, before.apps];
    while (jobs + expired > 0 && performance.now() - from < maxMs) {
      await delay(LOOK_EVERY_MS);
      [jobs, expired] = [await this.openJobs(), await this.expiredApps()];
    }
    const took = whole(performance.now() - from);
    progress(
      `refresher: ${whole(before.jobs)} jobs and ${whole(before.apps)} expired apps, ${whole(jobs + expired)} left after ${took} ms`,
    );
  }

  close(): Promise<void> {
    return this.#refresher.close();
  }
}

/** The list of active apps while the refresher works. */
export interface WhileRefreshing {
  readonly ours: Summary;
  readonly theirs: Summary;
  /** Until nothing was left to do, ms; `null` if that took longer than the bench waits. */
  readonly finishedMs: number | null;
  /** Until every app was listed correctly, ms. */
  readonly appsDoneMs: number | null;
  /** Documents that it had brought up to date when the bench stopped waiting. */
  readonly doneSoFar: number;
}

/** Revokes, then reads the first pages of the list of active apps until the refresher is done, alternating with the peer. */
export async function activeAfter(
  {
    store,
    organisation,
    projected,
    peer,
  }: {
    readonly store: ReadModelStore;
    readonly organisation: Organisation;
    readonly projected: Projected;
    readonly peer: SkipPeer;
  },
  fact: Decision,
  { requests, maxMs }: { readonly requests: number; readonly maxMs: number },
): Promise<WhileRefreshing> {
  const refreshing = new Refreshing(store, organisation);
  const listing = apps({ active: true });
  const ours: number[] = [];
  const theirs: number[] = [];
  let finishedMs: number | null = null;
  let appsDoneMs: number | null = null;
  let doneSoFar = 0;
  try {
    await projected.project(organisation.decide(fact));
    const from = performance.now();
    let lookedAt = from;
    for (let after: string | undefined, page = 0; ; page = (page + 1) % PAGES) {
      if (page === 0) after = undefined;
      const sent = performance.now();
      const { next } = await listing.read(store, after);
      const answered = performance.now();
      await peer.read(listing, page * PAGE);
      ours.push(answered - sent);
      theirs.push(performance.now() - answered);
      after = next;
      const now = performance.now();
      if (now - lookedAt < LOOK_EVERY_MS && finishedMs !== null) continue;
      lookedAt = now;
      if (finishedMs === null && (await refreshing.openJobs()) === 0) finishedMs = now - from;
      if (appsDoneMs === null && (await refreshing.openWork()).areAppsDone) appsDoneMs = now - from;
      if ((finishedMs !== null && ours.length >= requests) || now - from > maxMs) break;
    }
    doneSoFar = (await refreshing.openWork()).done;
  } finally {
    await refreshing.close();
  }
  return { ours: summarise(ours), theirs: summarise(theirs), finishedMs, appsDoneMs, doneSoFar };
}
