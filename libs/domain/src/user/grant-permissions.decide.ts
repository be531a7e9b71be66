import type { RoleGranted, UserRegistered } from '../facts/decisions.js';
import type { RoleWithdrawn } from '../facts/governance-decisions.js';
import { checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';
import { isPermission, PERMISSIONS } from '../policy/permissions.js';
import type { GrantRole, RegisterUser, WithdrawRole } from './user.commands.js';

/** Registers a user. @throws DomainError `INVALID_ID`, `USER_ALREADY_REGISTERED` */
export function decideRegisterUser(org: OrgState, command: RegisterUser): UserRegistered {
  const userId = checkedId(command.userId, 'userId');
  if (org.users.has(userId)) throw new DomainError('USER_ALREADY_REGISTERED');
  return { type: 'UserRegistered', data: { userId } };
}

/**
 * Gives a user permissions; nothing happens when the user has them all.
 * @throws DomainError `USER_NOT_FOUND`, `REASON_TOO_LONG`, `SCOPE_NOT_HELD` for a scope that is no permission, which nobody can hold
 */
export function decideGrantRole(org: OrgState, command: GrantRole): RoleGranted | null {
  const { userId } = command;
  const user = org.users.get(userId);
  if (user === undefined) throw new DomainError('USER_NOT_FOUND');
  if (!command.permissions.every(isPermission))
    throw new DomainError('SCOPE_NOT_HELD', 'There is no such permission.');
  const permissions = PERMISSIONS.filter((permission) => command.permissions.includes(permission));
  if (permissions.every((permission) => user.permissions.has(permission))) return null;
  return { type: 'RoleGranted', data: { userId, permissions, ...checkedReason(command.reason) } };
}

/** Takes permissions back; nothing happens when the user has none of them. @throws DomainError `USER_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideWithdrawRole(org: OrgState, command: WithdrawRole): RoleWithdrawn | null {
  const { userId } = command;
  const user = org.users.get(userId);
  if (user === undefined) throw new DomainError('USER_NOT_FOUND');
  const permissions = PERMISSIONS.filter(
    (permission) => command.permissions.includes(permission) && user.permissions.has(permission),
  );
  if (permissions.length === 0) return null;
  return { type: 'RoleWithdrawn', data: { userId, permissions, ...checkedReason(command.reason) } };
}
