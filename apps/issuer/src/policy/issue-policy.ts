import { errors, type GrantModel, type SessionModel } from 'oidc-provider';
import { type DenialReason, type IssueRequest, mayIssue, parsePosition, type Verdict } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** A grant with what the issuer keeps of how it was given. */
export type PositionedGrant = GrantModel & {
  /** What had been folded then. */
  rpos?: string;
  /** Epoch ms. */
  begunAtMs?: number;
};

/** A sign-in session with the position that the issuer had folded when the password was checked. */
export type PositionedSession = SessionModel & { rpos?: string };

/** What the app, or the person in front of it, is told. It says nothing of other users, nor whether an app exists. */
const WHY: Record<DenialReason, string> = {
  blocked: 'The app is blocked by an administrator of the organisation.',
  'not-installed': 'The app is not installed in the organisation; an administrator can install it.',
  'not-allowlisted': 'The organisation allows only apps that its administrators approved.',
  'not-preauthorized': 'An administrator has to preauthorize the user for the app first.',
  'flow-blocked': 'The app is not registered for this grant type, or the organisation does not allow it.',
  'ip-not-allowed': 'The app may not be used from this address.',
  'revoked-token-presented': 'What was presented has been revoked.',
};

/** The OAuth error of a denial. */
export type Refusal = (reason: DenialReason) => Error;

/** At the token endpoint: the client may not use this grant (RFC 6749 section 5.2), whatever the reason. */
export const refuseClient: Refusal = (reason) => new errors.UnauthorizedClient(WHY[reason]);

/**
 * At the authorization endpoint (RFC 6749 section 4.1.2.1): `access_denied` for what another user, or the same one elsewhere,
 * might be allowed; `unauthorized_client` for what the app is not allowed at all.
 */
export const refuseRequest: Refusal = (reason) => {
  switch (reason) {
    case 'not-preauthorized':
    case 'ip-not-allowed':
    case 'revoked-token-presented':
      return new errors.AccessDenied(WHY[reason]);
    case 'blocked':
    case 'not-allowlisted':
    case 'flow-blocked':
    case 'not-installed':
      return new errors.UnauthorizedClient(WHY[reason]);
  }
};

/**
 * Asks the policy that everyone asks, and reports a denial. Before it denies, it looks once more at the log: what makes the
 * difference may have been decided a moment ago, by a process that is ahead of this one.
 * @throws the OAuth error that `refusal` makes of it
 */
export async function requireMayIssue(
  org: OrgIssuer,
  request: IssueRequest,
  refusal: Refusal = refuseClient,
): Promise<void> {
  if (mayIssue(org.state(), request).allowed) return;
  await org.catchUp();
  const answer = mayIssue(org.state(), request);
  if (answer.allowed) return;
  await reportDenial(org, { ...request, reason: answer.denial });
  throw refusal(answer.denial);
}

/** What {@link reportDenial} writes down. */
export interface Denied extends Omit<IssueRequest, 'grantType'> {
  readonly reason: DenialReason;
}

/** Writes `UsageDenied`. The denial holds whether or not the log takes it. */
export async function reportDenial(org: OrgIssuer, denied: Denied): Promise<void> {
  const { clientId, userId, reason, address } = denied;
  const at = org.nowIso();
  const data = {
    clientId,
    ...(userId === undefined ? {} : { userId }),
    reason,
    where: 'issuer',
    ...(address === undefined ? {} : { address }),
    count: 1,
    firstAt: at,
    lastAt: at,
  } as const;
  try {
    await org.ports.usage.write(org.orgId, { type: 'UsageDenied', data });
  } catch (error) {
    org.ports.log.warn({ err: error, orgId: org.orgId, clientId, reason }, 'a denial could not be recorded');
  }
}

/** What {@link judgeGrant} looks at. */
export type JudgedGrant = Pick<PositionedGrant, 'jti' | 'clientId' | 'accountId' | 'rpos' | 'iat' | 'exp'>;

/** Whether a grant, and what is refreshed from it, still holds. `tokenId`: of the refresh token presented. */
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
