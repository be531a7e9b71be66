import { knownApp } from '../app/block-app.decide.js';
import type {
  AppTokensRevoked,
  GrantRevoked,
  OrgTokensRevoked,
  SessionRevoked,
  TokenRevoked,
  UserAppTokensRevoked,
  UserTokensRevoked,
} from '../facts/decisions.js';
import { checkedCovers, checkedId, checkedIssuer, checkedReason } from '../checks/command.checks.js';
import type { OrgState } from '../state/org.state.js';
import { denyKey } from '../revocation/index.js';
import type {
  RevokeAppTokens,
  RevokeGrant,
  RevokeOrgTokens,
  RevokeSession,
  RevokeToken,
  RevokeUserAppTokens,
  RevokeUserTokens,
} from './revoke.commands.js';

/*
 * Only an app has to be known. Tokens, grants, sessions and users may come from a log line or from another issuer:
 * whoever holds an id can revoke it. A bulk revocation always happens, also when the same one was decided before:
 * something may have been issued in between.
 */

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

/** Revokes one grant. @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeGrant(_org: OrgState, command: RevokeGrant): GrantRevoked {
  const grantId = checkedId(command.grantId, 'grantId');
  return { type: 'GrantRevoked', data: { grantId, ...coversAndReason(command) } };
}

/** Revokes everything a user holds of an app. @throws DomainError `APP_NOT_FOUND`, `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeUserAppTokens(org: OrgState, command: RevokeUserAppTokens): UserAppTokensRevoked {
  const userId = checkedId(command.userId, 'userId');
  const clientId = knownApp(org, command.clientId);
  return { type: 'UserAppTokensRevoked', data: { userId, clientId, ...coversAndReason(command) } };
}

/** Revokes everything a user holds. @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeUserTokens(_org: OrgState, command: RevokeUserTokens): UserTokensRevoked {
  const userId = checkedId(command.userId, 'userId');
  return { type: 'UserTokensRevoked', data: { userId, ...coversAndReason(command) } };
}

/** Revokes everything of an app. @throws DomainError `APP_NOT_FOUND`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeAppTokens(org: OrgState, command: RevokeAppTokens): AppTokensRevoked {
  const clientId = knownApp(org, command.clientId);
  return { type: 'AppTokensRevoked', data: { clientId, ...coversAndReason(command) } };
}

/** Ends one sign-in session. @throws DomainError `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeSession(_org: OrgState, command: RevokeSession): SessionRevoked {
  const sessionId = checkedId(command.sessionId, 'sessionId');
  return { type: 'SessionRevoked', data: { sessionId, ...coversAndReason(command) } };
}

/** Revokes everything of the organisation. @throws DomainError `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function decideRevokeOrgTokens(_org: OrgState, command: RevokeOrgTokens): OrgTokensRevoked {
  return { type: 'OrgTokensRevoked', data: coversAndReason(command) };
}

function coversAndReason({ covers, reason }: RevokeOrgTokens): OrgTokensRevoked['data'] {
  return { covers: checkedCovers(covers), ...checkedReason(reason) };
}
