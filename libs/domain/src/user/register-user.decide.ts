import { checkedId } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { UserRegistered } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/** Registers a user under a pseudonymous id. */
export interface RegisterUser {
  readonly userId: string;
}

/** Registers a user. @throws DomainError `INVALID_ID`, `USER_ALREADY_REGISTERED` */
export function decideRegisterUser(org: OrgState, command: RegisterUser): UserRegistered {
  const userId = checkedId(command.userId, 'userId');
  if (org.users.has(userId)) throw new DomainError('USER_ALREADY_REGISTERED');
  return { type: 'UserRegistered', data: { userId } };
}
