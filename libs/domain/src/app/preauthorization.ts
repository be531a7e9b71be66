import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { UserPreauthorized } from '../facts/governance-decisions.js';
import type { AppState } from '../state/app.state.js';
import { knownAppState } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Preauthorizes a user or a group, exactly one of the two, or withdraws that. */
export interface PreauthorizeUser {
  readonly clientId: string;
  readonly userId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly reason?: string | undefined;
}

/** The app that a preauthorization is about, and the data of the fact. @throws DomainError `APP_NOT_FOUND`, `INVALID_REQUEST`, `REASON_TOO_LONG` */
export function preauthorization(org: OrgState, { clientId, userId, groupId, reason }: PreauthorizeUser) {
  const app = knownAppState(org, clientId);
  if ((userId === undefined) === (groupId === undefined))
    throw new DomainError('INVALID_REQUEST', 'Exactly one of a user and a group is needed.');
  const whom = userId === undefined ? { groupId: groupId ?? '' } : { userId };
  const data: UserPreauthorized['data'] = { clientId, ...whom, ...checkedReason(reason) };
  return { app, data };
}

/** Whether the app has this very preauthorization, of a user or of a group. */
export function isPreauthorized(app: AppState, { userId, groupId }: UserPreauthorized['data']): boolean {
  if (userId !== undefined) return app.preauthorizedUsers.has(userId);
  return groupId !== undefined && app.preauthorizedGroups.has(groupId);
}
