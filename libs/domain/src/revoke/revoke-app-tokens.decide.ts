import type { AppTokensRevoked } from '../facts/decisions.js';
import { knownApp } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';
import { coversAndReason, type Revocation } from './covers-and-reason.js';

/** Revokes everything of an app. */
export interface RevokeAppTokens extends Revocation {
  readonly clientId: string;
}

/** Revokes everything of an app. @throws DomainError `APP_NOT_FOUND`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeAppTokens(org: OrgState, command: RevokeAppTokens): AppTokensRevoked {
  const clientId = knownApp(org, command.clientId);
  return { type: 'AppTokensRevoked', data: { clientId, ...coversAndReason(command) } };
}
