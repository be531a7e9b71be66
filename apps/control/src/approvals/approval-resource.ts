import { type Approval } from './approval.schema.js';
import { type ApprovalState, formatIsoTime } from '#domain';
import type { OperationRegistry } from '../operations/operation-registry.js';

/** The status of an approval at `nowMs` (epoch ms). One that is still pending after its deadline is `expired`. */
export function approvalStatus({ status, expiresAtMs }: ApprovalState, nowMs: number): Approval['status'] {
  return status === 'pending' && nowMs >= expiresAtMs ? 'expired' : status;
}

/**
 * An approval as HTTP answers it. Its operation is shown as the HTTP request that asks for it, or as the log holds it if this
 * version of the platform can't read it.
 */
export function approvalResource(
  operations: OperationRegistry,
  approval: ApprovalState,
  nowMs: number,
): Approval {
  const operation = operations.find(approval);
  const request = operation?.kind.request(operation);
  return {
    approval_id: approval.approvalId,
    status: approvalStatus(approval, nowMs),
    operation: request?.operation ?? approval.operation,
    request: { ...(request?.body ?? approval.parameters) },
    count: approval.count,
    reason: approval.reason,
    requested_by: { ...approval.requestedBy },
    requested_at: formatIsoTime(approval.requestedAtMs),
    expires_at: formatIsoTime(approval.expiresAtMs),
    decided_by: approval.decidedBy === null ? null : { ...approval.decidedBy },
  };
}
