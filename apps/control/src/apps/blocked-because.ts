import { type AppState, isAllowlisted, isBlocked, type OrgState } from '#domain';

/** Why an app as a whole gets no tokens; `null` if neither reason applies. The reasons are checked in the order of the issuer's policy. */
export function blockedBecause(org: OrgState, app: AppState): 'blocked' | 'not-allowlisted' | null {
  if (isBlocked(org.revocations, app.clientId)) return 'blocked';
  return isAllowlisted(org, app) ? null : 'not-allowlisted';
}
