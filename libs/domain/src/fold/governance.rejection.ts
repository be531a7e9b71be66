import type { RecordedDecision } from '../facts/recorded.js';
import { approvalRejection } from '../approvals/approval.rejection.js';
import type { GovernanceDecision } from '../facts/governance-decisions.js';
import type { DomainErrorCode } from '../checks/domain.errors.js';
import { appChangeRejection, changeRejection, isOutdated } from '../state/acceptance.js';
import type { OrgState } from '../state/org.state.js';

/**
 * Why a decision about policies, groups, settings or approvals is rejected where it stands in the log; `null`: it is accepted.
 */
export function governanceRejection(
  org: OrgState,
  fact: GovernanceDecision,
  { basedOn, actor, appendedAtMs }: Pick<RecordedDecision, 'basedOn' | 'actor' | 'appendedAtMs'>,
): DomainErrorCode | null {
  switch (fact.type) {
    case 'AppSettingsChanged':
    case 'AppPolicyChanged':
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn':
      return appChangeRejection(org.apps.get(fact.data.clientId), fact.type, basedOn);
    case 'GroupChanged':
      return isOutdated(basedOn, org.groups.get(fact.data.groupId)?.revision ?? -1)
        ? 'REVISION_MISMATCH'
        : null;
    case 'RoleWithdrawn':
      return changeRejection(org.users.get(fact.data.userId), 'USER_NOT_FOUND', basedOn);
    case 'OrgSettingsChanged':
      return isOutdated(basedOn, org.settingsRevision) ? 'REVISION_MISMATCH' : null;
    case 'SessionEndScheduled':
      return org.sessionEnd === null ? null : 'SESSION_END_ALREADY_SCHEDULED';
    case 'SessionEndCancelled':
      return isCancellable(org, fact.data.scheduleId, appendedAtMs) ? null : 'SESSION_END_NOT_FOUND';
    case 'ConfirmationUsed':
      return isOutdated(basedOn, org.orgWideRevision) ? 'CONFIRMATION_OUTDATED' : null;
    case 'ApprovalRequested':
      return org.approvals.has(fact.data.approvalId) ? 'INVALID_ID' : null;
    case 'ApprovalGiven':
    case 'ApprovalDeclined':
      return approvalRejection(org, fact, actor, appendedAtMs);
  }
}

/**
 * Whether an announced end of sessions can be cancelled. Once its time has come it can't: it may be happening already, and whoever
 * cancelled it would see it happen all the same.
 */
function isCancellable({ sessionEnd }: OrgState, scheduleId: string, nowMs: number): boolean {
  return sessionEnd?.scheduleId === scheduleId && nowMs < sessionEnd.atMs;
}
