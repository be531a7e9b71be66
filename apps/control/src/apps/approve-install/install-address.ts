import { type ApproveInstallQuery } from './approve-install.http.schema.js';
import { ProblemException } from '#platform';

/**
 * The app that an install-approval address names. @throws ProblemException `APP_NOT_FOUND` for another organisation than the caller's,
 * as for an app that nobody knows
 */
export function addressedApp(
  orgId: string,
  { app_id: clientId, app_org_id: appOrgId }: ApproveInstallQuery,
): string {
  if (appOrgId === orgId) return clientId;
  throw new ProblemException('APP_NOT_FOUND', { detail: 'There is no such app.' });
}

/** The address at which an app's installation is approved. */
export function installAddress(orgId: string, clientId: string): string {
  return `/apps/install?${new URLSearchParams({ app_id: clientId, app_org_id: orgId }).toString()}`;
}
