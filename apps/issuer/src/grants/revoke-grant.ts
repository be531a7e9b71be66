import { decideRevokeGrant } from '#domain';
import type { Decider } from '../ports/issuer.ports.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/**
 * Revokes a grant. The decision, which reaches every edge, is written before the stored grant and its tokens are removed: if either step
 * fails, the grant is still there for the next attempt.
 * @throws EventLogError, OidcStorageError
 */
export async function revokeGrant(
  org: OrgIssuer,
  grantId: string,
  by: Decider,
  reason: string,
): Promise<void> {
  await org.ports.decisions.decide(
    org.orgId,
    (state) => decideRevokeGrant(state, { grantId, covers: ['access', 'refresh'], reason }),
    by,
  );
  await org.storage.revokeByGrantId(org.orgId, grantId);
}
