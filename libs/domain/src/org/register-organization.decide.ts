import { checkedId, checkedIssuer, MAX_NAME_LENGTH } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgRegistered, PublicSigningKey } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/** Registers the organisation, with its issuer and first signing key. */
export interface RegisterOrg {
  readonly name: string;
  /** Its issuer's `iss`. */
  readonly issuer: string;
  readonly key: PublicSigningKey;
}

/** Registers the organisation. @throws DomainError `ORG_ALREADY_REGISTERED`, `INVALID_ID` */
export function decideRegisterOrg(org: OrgState, command: RegisterOrg): OrgRegistered {
  const name = checkedId(command.name, 'name', MAX_NAME_LENGTH);
  const issuer = checkedIssuer(command.issuer, 'issuer');
  checkedId(command.key.kid, 'kid');
  if (org.registered) throw new DomainError('ORG_ALREADY_REGISTERED');
  return { type: 'OrgRegistered', data: { name, issuer, key: command.key } };
}
