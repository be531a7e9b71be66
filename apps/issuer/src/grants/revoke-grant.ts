import { decideRevokeGrant } from '#domain';
import type { Decider } from '../ports/issuer.ports.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/**
 * Revokes a grant: first the decision, which reaches every edge, then what this issuer stores. In this order a failure leaves
 * the grant for the next attempt.
 * @throws EventLogError
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
