import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { SessionEndCancelled } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';

/** Takes an announced end of sessions back. @throws DomainError `SESSION_END_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideCancelSessionEnd(
  org: OrgState,
  command: { readonly scheduleId: string; readonly reason?: string | undefined },
): SessionEndCancelled {
  const { scheduleId, reason } = command;
  if (org.sessionEnd?.scheduleId !== scheduleId) throw new DomainError('SESSION_END_NOT_FOUND');
  return { type: 'SessionEndCancelled', data: { scheduleId, ...checkedReason(reason) } };
}
