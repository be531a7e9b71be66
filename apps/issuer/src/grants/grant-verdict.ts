import type { Grant, Session } from 'oidc-provider';
import { parsePosition, type Position, type Verdict } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** The part of a grant that {@link judgeGrant} looks at. */
export type JudgedGrant = Pick<Grant, 'jti' | 'clientId' | 'accountId' | 'rpos' | 'iat' | 'exp'>;

/**
 * Whether a grant, and what is refreshed from it, is revoked or still holds.
 * @param sessionUid the sign-in session that the grant was given in
 * @param tokenId the id of the refresh token that was presented
 */
export function judgeGrant(
  org: OrgIssuer,
  grant: JudgedGrant,
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

/** Whether a sign-in session is revoked or still holds. */
export function judgeSession(org: OrgIssuer, session: Session): Verdict {
  const nowS = Math.floor(org.now() / 1000);
  // The types say that a session has an expiry; one that isn't stored yet has none.
  const exp = session.exp as number | undefined;
  return org.judge({
    kind: 'session',
    sub: session.accountId,
    sid: session.uid,
    rpos: positionIn(session.rpos),
    iat: session.loginTs,
    exp: exp ?? nowS + org.options.lifetimes.sessionS,
  });
}

function positionIn(text: string | undefined): Position | undefined {
  return text === undefined ? undefined : (parsePosition(text) ?? undefined);
}
