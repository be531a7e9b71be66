import { checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { ApprovalDeclined, ApprovalGiven, ApprovalRequested } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';
import { formatIsoTime } from '../values/iso-time.js';
import { utf8Length } from '../values/utf8-length.js';
import type { DecideApproval, RequestApproval } from './approval.commands.js';
import { approvalRejection } from './approval.rejection.js';

/** How long a second person has to approve, ms. */
export const APPROVAL_LIFETIME_MS = 24 * 3_600_000;
/** Largest parameters of an operation that can wait for approval, bytes of their JSON text in UTF-8. */
export const MAX_APPROVAL_PARAMETERS_BYTES = 65_536;

/** Asks for a second person. @throws DomainError `INVALID_ID`, `INVALID_REQUEST`, `REASON_TOO_LONG` */
export function decideRequestApproval(org: OrgState, command: RequestApproval): ApprovalRequested {
  const approvalId = checkedId(command.approvalId, 'approvalId');
  if (org.approvals.has(approvalId)) throw new DomainError('INVALID_ID');
  const { operation, parameters, count, nowMs, reason } = command;
  if (!Number.isSafeInteger(count) || count < 0) throw new DomainError('INVALID_REQUEST');
  if (utf8Length(JSON.stringify(parameters)) > MAX_APPROVAL_PARAMETERS_BYTES)
    throw new DomainError('INVALID_REQUEST', 'The operation is too large to wait for approval.');
  const expiresAt = formatIsoTime(nowMs + APPROVAL_LIFETIME_MS);
  return {
    type: 'ApprovalRequested',
    data: { approvalId, operation, parameters, count, expiresAt, ...checkedReason(reason) },
  };
}

/**
 * Approves.
 * @throws DomainError `APPROVAL_NOT_FOUND`, `APPROVAL_ALREADY_DECIDED`, `APPROVAL_EXPIRED`, `APPROVAL_OWN_REQUEST`, `REASON_TOO_LONG`
 */
export function decideGiveApproval(org: OrgState, command: DecideApproval): ApprovalGiven {
  const { approvalId, reason } = command;
  return checked(org, { type: 'ApprovalGiven', data: { approvalId, ...checkedReason(reason) } }, command);
}

/** Declines, or takes back what one asked for oneself. @throws as {@link decideGiveApproval}, but for `APPROVAL_OWN_REQUEST` */
export function decideDeclineApproval(org: OrgState, command: DecideApproval): ApprovalDeclined {
  const { approvalId, reason } = command;
  return checked(org, { type: 'ApprovalDeclined', data: { approvalId, ...checkedReason(reason) } }, command);
}

function checked<F extends ApprovalGiven | ApprovalDeclined>(
  org: OrgState,
  fact: F,
  { actor, nowMs }: DecideApproval,
): F {
  const code = approvalRejection(org, fact, actor, nowMs);
  if (code !== null) throw new DomainError(code);
  return fact;
}
