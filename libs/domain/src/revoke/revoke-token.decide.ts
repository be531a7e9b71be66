import { checkedId, checkedIssuer } from '../checks/command.checks.js';
import type { TokenRevoked } from '../facts/decisions.js';
import { denyKey } from '../revocation/effects/keys.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Revokes one token by its id, known to us or not. */
export interface RevokeToken extends Revocation {
  readonly iss: string;
  /** `jti` of a JWT, or the id of a refresh token. */
  readonly jti: string;
}

/**
 * Revokes one token. Nothing happens when our own issuer's token is denied already: its ids are never used again. A foreign
 * issuer's id may have come to life after the first denial, so that one is denied again, and for longer.
 * @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG`
 */
export function decideRevokeToken(org: OrgState, command: RevokeToken): TokenRevoked | null {
  const iss = checkedIssuer(command.iss);
  const jti = checkedId(command.jti, 'jti');
  const rest = coversAndReason(command);
  if (iss === org.issuer && org.revocations.denied.has(denyKey(iss, jti))) return null;
  return { type: 'TokenRevoked', data: { iss, jti, ...rest } };
}
