import { isKnownApp } from '#domain';
import { ProblemException, type Runtime } from '#platform';
import { getApp } from '#read-models';

/** Refuses a request about an app that was never registered or seen. @throws ProblemException `APP_NOT_FOUND` */
export async function requireApp(runtime: Runtime, orgId: string, clientId: string): Promise<void> {
  const org = runtime.decisions.org(orgId);
  if (org !== undefined && isKnownApp(org, clientId)) return;
  if ((await getApp(runtime.storage.readModels, orgId, clientId)) !== null) return;
  throw new ProblemException('APP_NOT_FOUND', { detail: 'There is no such app.' });
}
