import { DEFAULT_APP_POLICY } from '../state/app-policy.js';
import type {
  AppInstalled,
  AppPolicy,
  AppPolicyChanged,
  AppUninstalled,
  ApprovalRequested,
  GroupChanged,
  OrgSettings,
  OrgSettingsChanged,
  SessionEndScheduled,
  UserPreauthorized,
} from '../facts/index.js';
import { START_MS, timeAt } from './recorded.builders.js';

/** A policy that differs from the default one where told so. */
export function appPolicy(overrides: Partial<AppPolicy> = {}): AppPolicy {
  return { ...DEFAULT_APP_POLICY, ...overrides };
}

export function appPolicyChanged(policy: Partial<AppPolicy> = {}, clientId = 'app-1'): AppPolicyChanged {
  return { type: 'AppPolicyChanged', data: { clientId, policy: appPolicy(policy) } };
}

export function appInstalled(data: Partial<AppInstalled['data']> = {}): AppInstalled {
  return { type: 'AppInstalled', data: { clientId: 'app-1', ...data } };
}

export function appUninstalled(data: Partial<AppUninstalled['data']> = {}): AppUninstalled {
  return { type: 'AppUninstalled', data: { clientId: 'app-1', ...data } };
}

/** Names the user, or the group, that it is about. */
export function preauthorized(whom: { userId: string } | { groupId: string }): UserPreauthorized {
  return { type: 'UserPreauthorized', data: { clientId: 'app-1', ...whom } };
}

/** A change of a group that adds users. */
export function groupChanged(added: readonly string[] = [], groupId = 'group-1'): GroupChanged {
  return { type: 'GroupChanged', data: { groupId, added, removed: [] } };
}

export function orgSettingsChanged(settings: Partial<OrgSettings>): OrgSettingsChanged {
  return { type: 'OrgSettingsChanged', data: settings };
}

/** An end of sessions, announced for an hour after the start of the builders' time. */
export function sessionEndScheduled(
  overrides: Partial<SessionEndScheduled['data']> = {},
): SessionEndScheduled {
  const at = timeAt(START_MS + 3_600_000);
  return {
    type: 'SessionEndScheduled',
    data: { scheduleId: 'schedule-1', at, covers: ['access', 'refresh', 'session'], ...overrides },
  };
}

/** A request for approval that expires an hour after the start of the builders' time. */
export function approvalRequested(overrides: Partial<ApprovalRequested['data']> = {}): ApprovalRequested {
  const what = { approvalId: 'approval-1', operation: 'revoke-selection', parameters: {}, count: 7 };
  const expiresAt = timeAt(START_MS + 3_600_000);
  return { type: 'ApprovalRequested', data: { ...what, expiresAt, ...overrides } };
}
