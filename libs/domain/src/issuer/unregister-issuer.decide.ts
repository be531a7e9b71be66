import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { IssuerUnregistered } from '../facts/decisions.js';
import { registeredIssuer } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Ends the reports of an issuer that isn't ours. */
export interface UnregisterIssuer {
  readonly iss: string;
  readonly reason?: string | undefined;
}

/** Ends the reports of a foreign issuer. @throws DomainError `ISSUER_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideUnregisterIssuer(org: OrgState, { iss, reason }: UnregisterIssuer): IssuerUnregistered {
  if (registeredIssuer(org, iss) === undefined) throw new DomainError('ISSUER_NOT_FOUND');
  return { type: 'IssuerUnregistered', data: { iss, ...checkedReason(reason) } };
}
