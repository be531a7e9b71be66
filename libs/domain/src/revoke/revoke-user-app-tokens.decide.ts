import { checkedId } from '../checks/command.checks.js';
import type { UserAppTokensRevoked } from '../facts/decisions.js';
import { knownApp } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Revokes everything a user holds of an app. */
export interface RevokeUserAppTokens extends Revocation {
  readonly userId: string;
  readonly clientId: string;
}

/** Revokes everything a user holds of an app. @throws DomainError `APP_NOT_FOUND`, `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeUserAppTokens(org: OrgState, command: RevokeUserAppTokens): UserAppTokensRevoked {
  const userId = checkedId(command.userId, 'userId');
  const clientId = knownApp(org, command.clientId);
  return { type: 'UserAppTokensRevoked', data: { userId, clientId, ...coversAndReason(command) } };
}
