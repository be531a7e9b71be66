import type { AppUserDoc } from '#domain';
import { ProblemException, type Runtime } from '#platform';
import { getAppUser, listAppsOfUser } from '#read-models';

/** Whether a user was ever seen to use an app; of another one only revocations were. */
export function isInUse({ firstUse }: AppUserDoc): boolean {
  return firstUse !== null;
}

/** Ends a request about a user that nothing was ever seen of. @throws ProblemException `USER_NOT_FOUND` */
export async function requireUser(runtime: Runtime, orgId: string, userId: string): Promise<void> {
  if (runtime.decisions.org(orgId)?.users.has(userId) === true) return;
  // Users of other issuers, and apps as users of themselves, aren't registered.
  const { items } = await listAppsOfUser(runtime.storage.readModels, orgId, userId, { limit: 20 });
  if (items.some(({ doc }) => isInUse(doc))) return;
  throw new ProblemException('USER_NOT_FOUND', { detail: 'There is no such user.' });
}

/** Ends a user's request about an app that never acted for them. @throws ProblemException `APP_NOT_FOUND` */
export async function requireConnectedApp(
  runtime: Runtime,
  orgId: string,
  clientId: string,
  userId: string,
): Promise<void> {
  const found = await getAppUser(runtime.storage.readModels, orgId, clientId, userId);
  if (found !== null && isInUse(found.doc)) return;
  throw new ProblemException('APP_NOT_FOUND', { detail: 'There is no such connected app.' });
}
