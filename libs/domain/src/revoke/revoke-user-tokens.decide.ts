import { checkedId } from '../checks/command.checks.js';
import type { UserTokensRevoked } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Revokes everything a user holds. */
export interface RevokeUserTokens extends Revocation {
  readonly userId: string;
}

/** Revokes everything a user holds. @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeUserTokens(_org: OrgState, command: RevokeUserTokens): UserTokensRevoked {
  const userId = checkedId(command.userId, 'userId');
  return { type: 'UserTokensRevoked', data: { userId, ...coversAndReason(command) } };
}
