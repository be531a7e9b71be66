import { DomainError } from '../checks/domain.errors.js';
import type { UserPreauthorized } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';
import { isPreauthorized, preauthorization, type PreauthorizeUser } from './preauthorization.js';

/** Preauthorizes; nothing happens when it is so. @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `GROUP_NOT_FOUND`, `INVALID_REQUEST`, `REASON_TOO_LONG` */
export function decidePreauthorizeUser(org: OrgState, command: PreauthorizeUser): UserPreauthorized | null {
  const { app, data } = preauthorization(org, command);
  if (data.userId !== undefined && !org.users.has(data.userId)) throw new DomainError('USER_NOT_FOUND');
  if (data.groupId !== undefined && !org.groups.has(data.groupId)) throw new DomainError('GROUP_NOT_FOUND');
  return isPreauthorized(app, data) ? null : { type: 'UserPreauthorized', data };
}
