import { checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { PublicSigningKey, SigningKeysRotated } from '../facts/decisions.js';
import { denyKey } from '../revocation/effects/keys.js';
import type { OrgState } from '../state/org.state.js';

/** Lets the organisation's issuer sign with a new key. */
export interface RotateSigningKeys {
  /** `graceful`: older keys go on verifying; `revoke`: they are denied, and every access token signed so far. */
  readonly mode: 'graceful' | 'revoke';
  /** The new key; its private half is in the credential store already. */
  readonly key: PublicSigningKey;
  readonly reason?: string | undefined;
}

/**
 * Rotates the signing keys. `revoke` denies every key that isn't denied yet, the retired ones included.
 * @throws DomainError `ORG_NOT_FOUND` when there is no key yet, `INVALID_ID` also for a `kid` that was used before,
 * `REASON_TOO_LONG`
 */
export function decideRotateSigningKeys(org: OrgState, command: RotateSigningKeys): SigningKeysRotated {
  const { mode, key } = command;
  const reason = checkedReason(command.reason);
  const { issuer: iss, keys } = org;
  if (iss === null || keys.length === 0) throw new DomainError('ORG_NOT_FOUND');
  const kid = checkedId(key.kid, 'kid');
  if (keys.some((known) => known.kid === kid) || org.revocations.deniedKids.has(denyKey(iss, kid))) {
    throw new DomainError('INVALID_ID', 'This kid was used before; a new key needs a new one.');
  }
  const kidsOf = (...statuses: readonly string[]): readonly string[] =>
    keys.filter((known) => statuses.includes(known.status)).map((known) => known.kid);
  const retiredKids = mode === 'graceful' ? kidsOf('active') : [];
  const deniedKids = mode === 'revoke' ? kidsOf('active', 'retired') : [];
  return { type: 'SigningKeysRotated', data: { iss, mode, key, retiredKids, deniedKids, ...reason } };
}
