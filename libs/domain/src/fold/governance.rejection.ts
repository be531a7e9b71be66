import type { RecordedDecision } from '../facts/recorded.js';
import { approvalRejection } from '../approvals/approval.rejection.js';
import type { GovernanceDecision } from '../facts/governance-decisions.js';
import type { DomainErrorCode } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';

/**
 * Why a decision about policies, groups, settings or approvals isn't valid where it stands in the log; `null`: it is.
 * `basedOn` is compared with the revision of what it replaces: the first of two writers who saw the same one wins.
 */
export function governanceRejection(
  org: OrgState,
  fact: GovernanceDecision,
  { basedOn, actor, appendedAtMs }: Pick<RecordedDecision, 'basedOn' | 'actor' | 'appendedAtMs'>,
): DomainErrorCode | null {
  switch (fact.type) {
    case 'AppSettingsChanged':
    case 'AppPolicyChanged': {
      const app = org.apps.get(fact.data.clientId);
      if (app === undefined) return 'APP_NOT_FOUND';
      const revision = fact.type === 'AppPolicyChanged' ? app.policyRevision : app.settingsRevision;
      return isOutdated(basedOn, revision) ? 'REVISION_MISMATCH' : null;
    }
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn':
      return org.apps.has(fact.data.clientId) ? null : 'APP_NOT_FOUND';
    case 'GroupChanged':
      return isOutdated(basedOn, org.groups.get(fact.data.groupId)?.revision ?? -1)
        ? 'REVISION_MISMATCH'
        : null;
    case 'RoleWithdrawn':
      return revisionRejection(org.users.get(fact.data.userId), 'USER_NOT_FOUND', basedOn);
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
 * Whether an announced end of sessions can be taken back. Once its time has come it can't: it may be under way, and who takes it
 * back shall not see it happen all the same.
 */
function isCancellable({ sessionEnd }: OrgState, scheduleId: string, nowMs: number): boolean {
  return sessionEnd?.scheduleId === scheduleId && nowMs < sessionEnd.atMs;
}

function revisionRejection(
  subject: { readonly revision: number } | undefined,
  notFound: DomainErrorCode,
  basedOn: number | null,
): DomainErrorCode | null {
  if (subject === undefined) return notFound;
  return isOutdated(basedOn, subject.revision) ? 'REVISION_MISMATCH' : null;
}

function isOutdated(basedOn: number | null, revision: number): boolean {
  return basedOn !== null && revision > basedOn;
}
