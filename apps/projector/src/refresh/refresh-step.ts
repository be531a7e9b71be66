import {
  APP_MODEL,
  APP_USER_LISTS,
  APP_USER_MODEL,
  type AppDoc,
  type AppUserDoc,
  appUserWithoutRevoked,
  appWithoutRevoked,
  type BulkRevocation,
  type Effect,
  formatIsoTime,
  GRANT_LISTS,
  GRANT_MODEL,
  type GrantDoc,
  grantWithoutRevoked,
  type TokenKind,
  tokenDocId,
} from '#domain';
import {
  APPS_BY_REVOCATION,
  getAppUser,
  getGrant,
  getToken,
  listApps,
  listAppsOfUser,
  type Page,
  ReadModelError,
  type ReadModelStore,
  REFRESH_START,
  type RefreshDoc,
  type Stored,
} from '#read-models';
import { updateAll } from './guarded-update.js';
import { recomputeAppUser, refreshApps } from './recompute.js';

/** What a step works with. */
export interface StepContext {
  readonly store: ReadModelStore;
  /** Epoch ms. */
  readonly now: () => number;
  /** Documents of users per chunk. */
  readonly chunk: number;
}

type Scope = Extract<Effect, { effect: 'notBefore' }>['of'];

/** Apps that are worked on at once: as many as one list can be asked for, and a job's document stays small. */
const APPS_AT_ONCE = 64;

/**
 * Does a chunk of a job's work, and answers the job as it is then. What a chunk does is the same when it is done again, so a job
 * may go on from any of its chunks.
 * @throws NotYet where something has to be waited for
 */
export async function refreshStep(context: StepContext, job: RefreshDoc): Promise<RefreshDoc> {
  const effect = job.effects[job.step];
  switch (effect?.effect) {
    case undefined:
      return job;
    case 'deny':
      return tokenStep(context, job, effect);
    case 'notBefore':
      return scopeStep(context, job, effect.of, effect.kinds);
    case 'denyKid':
    case 'block':
    case 'lift':
      // These come with a watermark that says what has ended.
      return nextStep(job, 0);
  }
}

function nextStep(job: RefreshDoc, done: number): RefreshDoc {
  return { ...job, ...REFRESH_START, done: job.done + done, step: job.step + 1 };
}

function scopeStep(
  context: StepContext,
  job: RefreshDoc,
  of: Scope,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  switch (of.scope) {
    case 'org':
    case 'issuer':
      return job.areAppsDone ? usersStep(context, job, kinds) : appsStep(context, job, kinds);
    case 'app':
      return appStep(context, job, of.app, kinds);
    case 'user':
      return userStep(context, job, of.user, kinds);
    case 'user-app':
      return userAppStep(context, job, of, kinds);
    case 'session':
      return sessionStep(context, job, of.session, kinds);
    case 'grant':
      return grantStep(context, job, of.grant, kinds);
  }
}

/**
 * One chunk of the active apps of the organisation. They come before their users, because an app knows by itself what is left of its
 * tokens, and it is apps that are listed by it.
 */
async function appsStep(
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

/** One chunk of the users of the app; with the last of them the app itself. */
async function appStep(
  { store, now, chunk }: StepContext,
  found: RefreshDoc,
  clientId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const job = { ...found, queue: [clientId] };
  const users = await usersOfQueue(store, job, chunk);
  const done = await cutUsers(store, users.items, kinds, job);
  if (users.next !== undefined) return { ...job, done: job.done + done, usersAfter: users.next };
  await refreshApps(store, job.orgId, job.queue, now());
  return nextStep(job, done);
}

/**
 * One chunk of the users of the next apps that a revocation has cut since, active or not: the apps themselves are done, so that none may
 * be active any more. Of any other app no user had a token alive that this one covers.
 */
async function usersStep(
  { store, chunk }: StepContext,
  found: RefreshDoc,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const job = await withNextApps(store, found);
  if (job.queue.length === 0) return nextStep(job, 0);
  const users = await usersOfQueue(store, job, chunk);
  const done = await cutUsers(store, users.items, kinds, job);
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

/** One chunk of the users of all apps of the queue, who is active longest first. */
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
    // Whoever was not active any more when it was decided isn't affected.
    between: { from: formatIsoTime(appendedAtMs) },
    limit,
  };
  if (usersAfter === null) return store.page<AppUserDoc>(query);
  try {
    return await store.page<AppUserDoc>({ ...query, after: usersAfter });
  } catch (error) {
    if (!(error instanceof ReadModelError) || error.code !== 'BAD_CURSOR') throw error;
    // Another version wrote the place, in a list of its own: from the beginning, which does nothing twice.
    return store.page<AppUserDoc>(query);
  }
}

/** One chunk of the apps of a user. */
async function userStep(
  { store, now }: StepContext,
  job: RefreshDoc,
  userId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const options = { limit: APPS_AT_ONCE, after: job.usersAfter ?? undefined };
  const { items, next } = await listAppsOfUser(store, job.orgId, userId, options);
  const done = await cutUsers(store, items, kinds, job);
  const clientIds = items.map(({ doc }) => doc.clientId);
  await refreshApps(store, job.orgId, clientIds, now());
  return next === undefined ? nextStep(job, done) : { ...job, done: job.done + done, usersAfter: next };
}

async function userAppStep(
  { store, now }: StepContext,
  job: RefreshDoc,
  { app, user }: Extract<Scope, { scope: 'user-app' }>,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const found = await getAppUser(store, job.orgId, app, user);
  const done = found === null ? 0 : await cutUsers(store, [found], kinds, job);
  await refreshApps(store, job.orgId, [app], now());
  // The projection itself may have brought the user up to date before.
  return nextStep(job, Math.max(done, found === null ? 0 : 1));
}

/** One chunk of the grants that were given in a sign-in session. */
async function sessionStep(
  context: StepContext,
  job: RefreshDoc,
  sessionId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const page = await context.store.page<GrantDoc>({
    collection: GRANT_MODEL.collection,
    index: GRANT_LISTS.bySession.name,
    equals: { orgId: job.orgId, sessionId },
    limit: APPS_AT_ONCE,
    ...(job.usersAfter === null ? {} : { after: job.usersAfter }),
  });
  const done = await cutGrants(context, job, page.items, kinds);
  return page.next === undefined
    ? nextStep(job, done)
    : { ...job, done: job.done + done, usersAfter: page.next };
}

async function grantStep(
  context: StepContext,
  job: RefreshDoc,
  grantId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const grant = await getGrant(context.store, job.orgId, grantId);
  return nextStep(job, grant === null ? 0 : await cutGrants(context, job, [grant], kinds));
}

async function tokenStep(
  { store, now }: StepContext,
  job: RefreshDoc,
  { iss, jti }: Extract<Effect, { effect: 'deny' }>,
): Promise<RefreshDoc> {
  const { orgId } = job;
  const { clientId = null, userId = null } = (await getToken(store, orgId, jti, iss))?.doc ?? {};
  if (clientId === null || userId === null) return nextStep(job, 0);
  const key = { orgId, clientId, userId };
  const done = await recomputeAppUser(store, key, tokenDocId(orgId, iss, jti), now());
  await refreshApps(store, orgId, [clientId], now());
  return nextStep(job, done);
}

async function cutGrants(
  { store, now }: StepContext,
  job: RefreshDoc,
  grants: readonly Stored<GrantDoc>[],
  kinds: readonly TokenKind[],
): Promise<number> {
  await updateAll(store, GRANT_MODEL.collection, grants, (doc) =>
    grantWithoutRevoked(doc, kinds, cutAt(job)),
  );
  let done = 0;
  for (const { doc } of grants) {
    const { orgId, clientId, userId } = doc;
    if (clientId === null || userId === null) continue;
    done += await recomputeAppUser(store, { orgId, clientId, userId }, null, now());
    await refreshApps(store, orgId, [clientId], now());
  }
  return done;
}

function cutUsers(
  store: ReadModelStore,
  users: readonly Stored<AppUserDoc>[],
  kinds: readonly TokenKind[],
  job: RefreshDoc,
): Promise<number> {
  return updateAll(store, APP_USER_MODEL.collection, users, (doc) =>
    appUserWithoutRevoked(doc, kinds, cutAt(job)),
  );
}

function cutAt({ generation, offset, time, appendedAtMs, effects, step }: RefreshDoc): BulkRevocation {
  const cut = { position: { generation, offset }, time, appendedAtMs };
  const effect = effects[step];
  // Of issuers it is our own alone whose keys are rotated here: foreign ones rotate theirs themselves.
  const isOwnOnly = effect?.effect === 'notBefore' && effect.of.scope === 'issuer';
  return isOwnOnly ? { ...cut, ownOnly: true } : cut;
}
