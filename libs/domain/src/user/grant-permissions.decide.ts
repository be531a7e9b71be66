import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { RoleGranted } from '../facts/decisions.js';
import { isPermission, PERMISSIONS } from '../policy/permissions.js';
import type { OrgState } from '../state/org.state.js';

/** Gives a user permissions. Whether the caller holds them itself is for who takes the command to check. */
export interface GrantRole {
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly reason?: string | undefined;
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
