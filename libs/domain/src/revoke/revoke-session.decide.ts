import { checkedId } from '../checks/command.checks.js';
import type { SessionRevoked } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Ends one sign-in session. */
export interface RevokeSession extends Revocation {
  readonly sessionId: string;
}

/** Ends one sign-in session. @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeSession(_org: OrgState, command: RevokeSession): SessionRevoked {
  const sessionId = checkedId(command.sessionId, 'sessionId');
  return { type: 'SessionRevoked', data: { sessionId, ...coversAndReason(command) } };
}
