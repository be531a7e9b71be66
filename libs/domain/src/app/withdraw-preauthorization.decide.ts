import type { UserPreauthorizationWithdrawn } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';
import { isPreauthorized, preauthorization, type PreauthorizeUser } from './preauthorization.js';

/** Takes a preauthorization back; nothing happens when there is none. @throws DomainError `APP_NOT_FOUND`, `INVALID_REQUEST`, `REASON_TOO_LONG` */
export function decideWithdrawPreauthorization(
  org: OrgState,
  command: PreauthorizeUser,
): UserPreauthorizationWithdrawn | null {
  const { app, data } = preauthorization(org, command);
  return isPreauthorized(app, data) ? { type: 'UserPreauthorizationWithdrawn', data } : null;
}
