import type { OrgState } from '#domain';
import { ProblemException, type Runtime } from '#platform';

/** The caller's organisation, as this process has folded it. @throws ProblemException `NOT_READY` */
export function orgOf(runtime: Runtime, orgId: string): OrgState {
  const org = runtime.decisions.org(orgId);
  // Not expected: the caller was authenticated from this state a moment ago.
  if (org === undefined) throw new ProblemException('NOT_READY', { headers: { 'retry-after': '1' } });
  return org;
}

/** The registered name of an app; `null` if it has none. */
export function appNameIn(org: OrgState, clientId: string): string | null {
  return org.apps.get(clientId)?.metadata.client_name ?? null;
}
