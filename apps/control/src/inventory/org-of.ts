import type { OrgState } from '#domain';
import { ProblemException, type Runtime } from '#platform';

/** The caller's organisation as it is folded now. @throws ProblemException `NOT_READY` */
export function orgOf(runtime: Runtime, orgId: string): OrgState {
  const org = runtime.decisions.org(orgId);
  // A caller was authenticated by it a moment ago.
  if (org === undefined) throw new ProblemException('NOT_READY', { headers: { 'retry-after': '1' } });
  return org;
}

/** The name of an app, as it registered it; `null` where there is none. */
export function appNameIn(org: OrgState, clientId: string): string | null {
  return org.apps.get(clientId)?.metadata.client_name ?? null;
}
