import { type AppState, isAllowlisted, isBlocked, type OrgState } from '#domain';

/** Why an app gets nothing as a whole; `null`: nothing of the kind. In the order in which the issuer's policy asks. */
export function blockedBecause(org: OrgState, app: AppState): 'blocked' | 'not-allowlisted' | null {
  if (isBlocked(org.revocations, app.clientId)) return 'blocked';
  return isAllowlisted(org, app) ? null : 'not-allowlisted';
}
