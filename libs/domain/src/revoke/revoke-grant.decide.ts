import { checkedId } from '../checks/command.checks.js';
import type { GrantRevoked } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Revokes one grant: its refresh token and what was minted from it. */
export interface RevokeGrant extends Revocation {
  readonly grantId: string;
}

/** Revokes one grant. @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeGrant(_org: OrgState, command: RevokeGrant): GrantRevoked {
  const grantId = checkedId(command.grantId, 'grantId');
  return { type: 'GrantRevoked', data: { grantId, ...coversAndReason(command) } };
}
