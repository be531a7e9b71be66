import {
  type Effect,
  GRANT_LISTS,
  GRANT_MODEL,
  type GrantDoc,
  grantWithoutRevoked,
  tokenDocId,
  type TokenKind,
} from '#domain';
import { getGrant, getToken, type RefreshDoc, type Stored } from '#read-models';
import { updateAll } from './guarded-update.js';
import { recomputeAppUser, refreshApps } from './recompute.js';
import { APPS_AT_ONCE, cutAt, nextStep, type StepContext } from './step-context.js';

/** One chunk of the grants that were made in a sign-in session. */
export async function sessionStep(
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
  const done = await updateGrants(context, job, page.items, kinds);
  return page.next === undefined
    ? nextStep(job, done)
    : { ...job, done: job.done + done, usersAfter: page.next };
}

/** The grant, its user at the app, and the app. */
export async function grantStep(
  context: StepContext,
  job: RefreshDoc,
  grantId: string,
  kinds: readonly TokenKind[],
): Promise<RefreshDoc> {
  const grant = await getGrant(context.store, job.orgId, grantId);
  return nextStep(job, grant === null ? 0 : await updateGrants(context, job, [grant], kinds));
}

/** The user whose token it is, and the app. */
export async function tokenStep(
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

async function updateGrants(
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
