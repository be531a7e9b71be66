import type { AppState, OrgState } from '#domain';
import { ProblemException, type Runtime } from '#platform';

/** Finds an app and its organisation in the folded state. @throws ProblemException `APP_NOT_FOUND` */
export function foldedApp(
  runtime: Runtime,
  orgId: string,
  clientId: string,
): { org: OrgState; app: AppState } {
  const org = runtime.decisions.org(orgId);
  const app = org?.apps.get(clientId);
  if (org !== undefined && app !== undefined) return { org, app };
  throw new ProblemException('APP_NOT_FOUND', { detail: 'There is no such app.' });
}
