import type { DomainErrorCode } from '../checks/domain.errors.js';
import type { ApprovalDeclined, ApprovalGiven } from '../facts/governance-decisions.js';
import type { Actor } from '../facts/recorded.js';
import type { OrgState } from '../state/org.state.js';

/** Why an approval can't be given or declined, whether by a command or in the log. */
export function approvalRejection(
  org: OrgState,
  { type, data }: ApprovalGiven | ApprovalDeclined,
  actor: Actor,
  nowMs: number,
): DomainErrorCode | null {
  const approval = org.approvals.get(data.approvalId);
  if (approval === undefined) return 'APPROVAL_NOT_FOUND';
  if (approval.status !== 'pending') return 'APPROVAL_ALREADY_DECIDED';
  if (nowMs >= approval.expiresAtMs) return 'APPROVAL_EXPIRED';
  const { requestedBy } = approval;
  const isOwn = requestedBy.kind === actor.kind && requestedBy.id === actor.id;
  // Whoever asked may take it back.
  return type === 'ApprovalGiven' && isOwn ? 'APPROVAL_OWN_REQUEST' : null;
}
