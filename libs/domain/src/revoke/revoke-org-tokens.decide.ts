import type { OrgTokensRevoked } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Revokes everything of the organisation. */
export type RevokeOrgTokens = Revocation;

/** Revokes everything of the organisation. @throws DomainError `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeOrgTokens(_org: OrgState, command: RevokeOrgTokens): OrgTokensRevoked {
  return { type: 'OrgTokensRevoked', data: coversAndReason(command) };
}
