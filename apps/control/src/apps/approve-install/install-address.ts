import { type ApproveInstallQuery } from './approve-install.http.schema.js';
import { ProblemException } from '#platform';

/**
 * Reads the `client_id` from an install-approval address.
 * @throws ProblemException `APP_NOT_FOUND` if the organisation isn't the caller's; the answer is the same as for an unknown app
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
