import { type Approval } from './approval.schema.js';
import { type ApprovalState, formatIsoTime } from '#domain';

/** How an approval stands now. */
export function approvalStatus({ status, expiresAtMs }: ApprovalState, nowMs: number): Approval['status'] {
  return status === 'pending' && nowMs >= expiresAtMs ? 'expired' : status;
}

/** An approval as it is shown. */
export function approvalResource(approval: ApprovalState, nowMs: number): Approval {
  return {
    approval_id: approval.approvalId,
    status: approvalStatus(approval, nowMs),
    operation: approval.operation,
    request: JSON.parse(approval.request) as Approval['request'],
    count: approval.count,
    reason: approval.reason,
    requested_by: { ...approval.requestedBy },
    requested_at: formatIsoTime(approval.requestedAtMs),
    expires_at: formatIsoTime(approval.expiresAtMs),
    decided_by: approval.decidedBy === null ? null : { ...approval.decidedBy },
  };
}
