import type { TokenKind } from '#domain';
import { getAppUser, listAppsOfUser, type RefreshDoc } from '#read-models';
import { refreshApps } from './recompute.js';
import { APPS_AT_ONCE, nextStep, type Scope, type StepContext, updateUsers } from './step-context.js';

/** One chunk of the apps of a user. */
export async function userStep(
  { store, now }: StepContext,
  job: RefreshDoc,
  userId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const options = { limit: APPS_AT_ONCE, after: job.usersAfter ?? undefined };
  const { items, next } = await listAppsOfUser(store, job.orgId, userId, options);
  const done = await updateUsers(store, items, kinds, job);
  const clientIds = items.map(({ doc }) => doc.clientId);
  await refreshApps(store, job.orgId, clientIds, now());
  return next === undefined ? nextStep(job, done) : { ...job, done: job.done + done, usersAfter: next };
}

/** The user at the app, and then the app. */
export async function userAppStep(
  { store, now }: StepContext,
  job: RefreshDoc,
  { app, user }: Extract<Scope, { scope: 'user-app' }>,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const found = await getAppUser(store, job.orgId, app, user);
  const done = found === null ? 0 : await updateUsers(store, [found], kinds, job);
  await refreshApps(store, job.orgId, [app], now());
  // Counted as done also where the projection brought the user up to date before.
  return nextStep(job, Math.max(done, found === null ? 0 : 1));
}
