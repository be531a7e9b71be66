import {
  APP_MODEL,
  APP_USER_LISTS,
  APP_USER_MODEL,
  type AppDoc,
  type AppUserDoc,
  appWithoutRevoked,
  formatIsoTime,
  type TokenKind,
} from '#domain';
import {
  APPS_BY_REVOCATION,
  listApps,
  type Page,
  ReadModelError,
  type ReadModelStore,
  REFRESH_START,
  type RefreshDoc,
} from '#read-models';
import { updateAll } from './guarded-update.js';
import { refreshApps } from './recompute.js';
import { APPS_AT_ONCE, cutAt, nextStep, type StepContext, updateUsers } from './step-context.js';

/**
 * One chunk of the active apps of the organisation. Apps come before their users: an app's document alone says how many of its tokens are
 * left, and the lists that people wait for are sorted by apps.
 */
export async function appsStep(
  { store, now, chunk }: StepContext,
  job: RefreshDoc,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const options = { active: true, limit: chunk, after: job.appsAfter ?? undefined };
  const { items, next } = await listApps(store, job.orgId, options);
  const nowMs = now();
  const written = await updateAll(store, APP_MODEL.collection, items, (doc) =>
    appWithoutRevoked(doc, kinds, cutAt(job), nowMs),
  );
  const done = job.done + written;
  if (next !== undefined) return { ...job, done, appsAfter: next };
  return { ...job, ...REFRESH_START, step: job.step, done, areAppsDone: true };
}

/** One chunk of the users of the app; after the last chunk, the app itself. */
export async function appStep(
  { store, now, chunk }: StepContext,
  found: RefreshDoc,
  clientId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const job = { ...found, queue: [clientId] };
  const users = await usersOfQueue(store, job, chunk);
  const done = await updateUsers(store, users.items, kinds, job);
  if (users.next !== undefined) return { ...job, done: job.done + done, usersAfter: users.next };
  await refreshApps(store, job.orgId, job.queue, now());
  return nextStep(job, done);
}

/**
 * One chunk of the users of the next apps. Only apps that were revoked since the decision have users with tokens that it covers. Inactive
 * apps are included: the apps' own step, which is done by now, may have made all of them inactive.
 */
export async function usersStep(
  { store, chunk }: StepContext,
  found: RefreshDoc,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const job = await withNextApps(store, found);
  if (job.queue.length === 0) return nextStep(job, 0);
  const users = await usersOfQueue(store, job, chunk);
  const done = await updateUsers(store, users.items, kinds, job);
  if (users.next !== undefined) return { ...job, done: job.done + done, usersAfter: users.next };
  return job.isLastApp ? nextStep(job, done) : { ...job, done: job.done + done, usersAfter: null, queue: [] };
}

async function withNextApps(store: ReadModelStore, job: RefreshDoc): Promise<RefreshDoc> {
  if (job.queue.length > 0 || job.isLastApp) return job;
  const { items, next } = await store.page<AppDoc>({
    collection: APP_MODEL.collection,
    index: APPS_BY_REVOCATION.name,
    equals: { orgId: job.orgId },
    between: { from: job.appendedAtMs },
    limit: APPS_AT_ONCE,
    ...(job.appsAfter === null ? {} : { after: job.appsAfter }),
  });
  const queue = items.map(({ doc }) => doc.clientId);
  return { ...job, queue, appsAfter: next ?? null, isLastApp: next === undefined };
}

/** One chunk of the users of the apps in the queue; the users who stay active longest come first. */
async function usersOfQueue(
  store: ReadModelStore,
  { orgId, queue, appendedAtMs, usersAfter }: RefreshDoc,
  limit: number,
): Promise<Page<AppUserDoc>> {
  const query = {
    collection: APP_USER_MODEL.collection,
    index: APP_USER_LISTS.byAppActive.name,
    equals: { orgId },
    anyOf: { field: 'clientId', values: queue },
    // Users who were inactive when the revocation was decided aren't affected by it.
    between: { from: formatIsoTime(appendedAtMs) },
    limit,
  };
  if (usersAfter === null) return store.page<AppUserDoc>(query);
  try {
    return await store.page<AppUserDoc>({ ...query, after: usersAfter });
  } catch (error) {
    if (!(error instanceof ReadModelError) || error.code !== 'BAD_CURSOR') throw error;
    // Another version wrote the cursor, for another list. Starting over is safe: a document that is up to date isn't written again.
    return store.page<AppUserDoc>(query);
  }
}
