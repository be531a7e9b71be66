import type { AppUserDoc } from '#domain';
import { ProblemException, type Runtime } from '#platform';
import { getAppUser, listAppsOfUser } from '#read-models';

/** Whether the user was ever seen to use the app. If not, the document exists only because of revocations. */
export function isInUse({ firstUse }: AppUserDoc): boolean {
  return firstUse !== null;
}

/** Refuses a request about a user who isn't registered and was never seen. @throws ProblemException `USER_NOT_FOUND` */
export async function requireUser(runtime: Runtime, orgId: string, userId: string): Promise<void> {
  if (runtime.decisions.org(orgId)?.users.has(userId) === true) return;
  // Users of foreign issuers aren't registered. Nor are apps, which are the users of their own tokens.
  const { items } = await listAppsOfUser(runtime.storage.readModels, orgId, userId, { limit: 20 });
  if (items.some(({ doc }) => isInUse(doc))) return;
  throw new ProblemException('USER_NOT_FOUND', { detail: 'There is no such user.' });
}

/** Refuses a user's request about an app that never acted for them. @throws ProblemException `APP_NOT_FOUND` */
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
