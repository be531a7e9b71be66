import type { GovernanceDecision } from '../facts/governance-decisions.js';
import type { RecordedDecision } from '../facts/recorded.js';
import { DEFAULT_APP_POLICY } from '../state/app-policy.js';
import type { AppState } from '../state/app.state.js';
import type { OrgState } from '../state/org.state.js';
import { parseIsoTime } from '../values/iso-time.js';

/** How long an approval is remembered after it expired, ms of log time. */
export const APPROVAL_MEMORY_MS = 30 * 86_400_000;

/**
 * Applies an accepted decision about apps' policies, groups, settings or approvals, in place; applied twice, it changes
 * nothing the second time.
 */
export function applyGovernance(org: OrgState, fact: GovernanceDecision, recorded: RecordedDecision): void {
  const offset = recorded.position.offset;
  switch (fact.type) {
    case 'AppSettingsChanged':
    case 'AppPolicyChanged':
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn': {
      const app = org.apps.get(fact.data.clientId);
      if (app !== undefined) applyToApp(app, fact, offset);
      break;
    }
    case 'GroupChanged': {
      const { groupId, name, added, removed } = fact.data;
      const group = org.groups.get(groupId) ?? { groupId, name: null, members: new Set(), revision: -1 };
      org.groups.set(groupId, group);
      group.name = name ?? group.name;
      for (const userId of added) group.members.add(userId);
      for (const userId of removed) group.members.delete(userId);
      break;
    }
    case 'RoleWithdrawn':
      for (const permission of fact.data.permissions)
        org.users.get(fact.data.userId)?.permissions.delete(permission);
      break;
    case 'OrgSettingsChanged': {
      const {
        allowedGrantTypes = org.settings.allowedGrantTypes,
        apiClientAllowlisting = org.settings.apiClientAllowlisting,
        approvalThreshold = org.settings.approvalThreshold,
      } = fact.data;
      org.settings = { allowedGrantTypes, apiClientAllowlisting, approvalThreshold };
      org.settingsRevision = offset;
      break;
    }
    case 'SessionEndScheduled': {
      if (org.sessionEnd !== null) break;
      const { scheduleId, at, covers, reason = null } = fact.data;
      const { appendedAtMs } = recorded;
      const atMs = parseIsoTime(at) ?? appendedAtMs;
      org.sessionEnd = { scheduleId, atMs, covers, reason, announcedAtMs: appendedAtMs };
      break;
    }
    case 'SessionEndCancelled':
      if (org.sessionEnd?.scheduleId === fact.data.scheduleId) org.sessionEnd = null;
      break;
    case 'ConfirmationUsed':
      org.orgWideRevision = offset;
      break;
    case 'ApprovalRequested':
      applyApprovalRequested(org, fact.data, recorded);
      break;
    case 'ApprovalGiven':
    case 'ApprovalDeclined': {
      const approval = org.approvals.get(fact.data.approvalId);
      if (approval?.status !== 'pending') break;
      approval.status = fact.type === 'ApprovalGiven' ? 'given' : 'declined';
      approval.decidedBy = recorded.actor;
      break;
    }
  }
}

type AppDecision = Extract<GovernanceDecision, { data: { clientId: string } }>;

function applyToApp(app: AppState, fact: AppDecision, offset: number): void {
  switch (fact.type) {
    case 'AppSettingsChanged':
      app.metadata = fact.data.metadata;
      app.settingsRevision = offset;
      break;
    case 'AppPolicyChanged':
      app.policy = fact.data.policy;
      app.policyRevision = offset;
      break;
    case 'AppInstalled': {
      const { userId } = fact.data;
      if (userId === undefined) app.installed = true;
      else app.installedFor.add(userId);
      break;
    }
    case 'AppUninstalled': {
      const { userId } = fact.data;
      if (userId === undefined) uninstall(app, offset);
      else app.installedFor.delete(userId);
      break;
    }
    case 'UserPreauthorized': {
      const { userId, groupId } = fact.data;
      if (userId !== undefined) app.preauthorizedUsers.add(userId);
      if (groupId !== undefined) app.preauthorizedGroups.add(groupId);
      break;
    }
    case 'UserPreauthorizationWithdrawn': {
      const { userId, groupId } = fact.data;
      if (userId !== undefined) app.preauthorizedUsers.delete(userId);
      if (groupId !== undefined) app.preauthorizedGroups.delete(groupId);
      break;
    }
  }
}

function uninstall(app: AppState, offset: number): void {
  app.installed = false;
  app.installedFor.clear();
  app.preauthorizedUsers.clear();
  app.preauthorizedGroups.clear();
  app.policy = DEFAULT_APP_POLICY;
  app.policyRevision = offset;
}

function applyApprovalRequested(
  { approvals }: OrgState,
  data: Extract<GovernanceDecision, { type: 'ApprovalRequested' }>['data'],
  { actor, appendedAtMs }: RecordedDecision,
): void {
  for (const [id, { expiresAtMs }] of approvals) {
    if (expiresAtMs < appendedAtMs - APPROVAL_MEMORY_MS) approvals.delete(id);
  }
  const { approvalId, operation, parameters, count, expiresAt, reason = null } = data;
  if (approvals.has(approvalId)) return;
  approvals.set(approvalId, {
    approvalId,
    operation,
    parameters,
    count,
    reason,
    requestedBy: actor,
    requestedAtMs: appendedAtMs,
    expiresAtMs: parseIsoTime(expiresAt) ?? appendedAtMs,
    status: 'pending',
    decidedBy: null,
  });
}
