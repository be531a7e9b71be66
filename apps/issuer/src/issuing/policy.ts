import { errors, type GrantModel, type SessionModel } from 'oidc-provider';
import { type DenialReason, type GrantType, mayIssue, parsePosition, type Verdict } from '#domain';
import type { OrgIssuer } from './org-issuer.js';

/** A grant with the position that the issuer had folded when it was given. */
export type PositionedGrant = GrantModel & { rpos?: string };

/** A sign-in session with the position that the issuer had folded when the password was checked. */
export type PositionedSession = SessionModel & { rpos?: string };

const WHY: Record<DenialReason, string> = {
  blocked: 'The app is blocked by an administrator of the organisation.',
  'not-installed': 'The app is not installed in the organisation.',
  'not-preauthorized': 'The user is not preauthorized for the app.',
  'flow-blocked': 'The app is not registered for this grant type.',
  'revoked-token-presented': 'What was presented has been revoked.',
};

/** Asks the policy that everyone asks, and reports a denial. @throws an OAuth `unauthorized_client` error */
export async function requireMayIssue(
  org: OrgIssuer,
  request: { clientId: string; userId?: string | undefined; grantType: GrantType },
): Promise<void> {
  const answer = mayIssue(org.state(), request);
  if (answer.allowed) return;
  await reportDenial(org, { ...request, reason: answer.denial });
  throw new errors.UnauthorizedClient(WHY[answer.denial]);
}

/** Writes `UsageDenied`. The denial holds whether or not the log takes it. */
export async function reportDenial(
  org: OrgIssuer,
  denied: { clientId: string; userId?: string | undefined; reason: DenialReason },
): Promise<void> {
  const { clientId, userId, reason } = denied;
  const at = org.nowIso();
  const user = userId === undefined ? {} : { userId };
  const data = { clientId, ...user, reason, where: 'issuer', count: 1, firstAt: at, lastAt: at } as const;
  try {
    await org.ports.usage.write(org.orgId, { type: 'UsageDenied', data });
  } catch (error) {
    org.ports.log.warn({ err: error, orgId: org.orgId, clientId, reason }, 'a denial could not be recorded');
  }
}

/** Whether a grant, and what is refreshed from it, still holds. `tokenId`: of the refresh token presented. */
export function judgeGrant(
  org: OrgIssuer,
  grant: PositionedGrant,
  sessionUid?: string,
  tokenId?: string,
): Verdict {
  return org.judge({
    kind: 'refresh',
    jti: tokenId,
    clientId: grant.clientId,
    sub: grant.accountId,
    grantId: grant.jti,
    sid: sessionUid,
    rpos: positionIn(grant.rpos),
    iat: grant.iat,
    exp: grant.exp,
  });
}

/** Whether a sign-in session still holds. */
export function judgeSession(org: OrgIssuer, session: PositionedSession): Verdict {
  const nowS = Math.floor(org.now() / 1000);
  return org.judge({
    kind: 'session',
    sub: session.accountId,
    sid: session.uid,
    rpos: positionIn(session.rpos),
    iat: session.loginTs,
    // A session that is being made has its expiry set when it is stored.
    exp: session.exp ?? nowS + org.options.lifetimes.sessionS,
  });
}

function positionIn(text: string | undefined) {
  return text === undefined ? undefined : (parsePosition(text) ?? undefined);
}
