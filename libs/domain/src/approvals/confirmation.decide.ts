import type { ConfirmationUsed } from '../facts/governance-decisions.js';
import { checkedId } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';

/**
 * Takes a confirmation for a revocation of the whole organisation. It counts only while no other such revocation came after
 * `basedOn`; that is checked again where the fact stands in the log, so of two administrators one gets `CONFIRMATION_OUTDATED`.
 * @throws DomainError `INVALID_ID`, `CONFIRMATION_OUTDATED`
 */
export function decideUseConfirmation(
  org: OrgState,
  command: { readonly confirmationId: string; readonly operation: string; readonly basedOn: number },
): ConfirmationUsed {
  const confirmationId = checkedId(command.confirmationId, 'confirmationId');
  if (org.orgWideRevision > command.basedOn) throw new DomainError('CONFIRMATION_OUTDATED');
  return { type: 'ConfirmationUsed', data: { confirmationId, operation: command.operation } };
}
