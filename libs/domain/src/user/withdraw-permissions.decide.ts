import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { RoleWithdrawn } from '../facts/governance-decisions.js';
import { PERMISSIONS } from '../policy/permissions.js';
import type { OrgState } from '../state/org.state.js';

/** Takes permissions of a user back. */
export interface WithdrawRole {
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly reason?: string | undefined;
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
