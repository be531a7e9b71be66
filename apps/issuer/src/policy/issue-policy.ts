import { errors } from 'oidc-provider';
import { type DenialReason, type IssueRequest, mayIssue } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** What the app, or its user, is told of a denial. It says nothing about other users, nor whether an app exists. */
const DESCRIPTIONS: Record<DenialReason, string> = {
  blocked: 'The app is blocked by an administrator of the organisation.',
  'not-installed': 'The app is not installed in the organisation; an administrator can install it.',
  'not-allowlisted': 'The organisation allows only apps that its administrators approved.',
  'not-preauthorized': 'An administrator has to preauthorize the user for the app first.',
  'flow-blocked': 'The app is not registered for this grant type, or the organisation does not allow it.',
  'ip-not-allowed': 'The app may not be used from this address.',
  'revoked-token-presented': 'What was presented has been revoked.',
};

/** Makes the OAuth error for a denial. */
export type Refusal = (reason: DenialReason) => Error;

/** At the token endpoint every denial is `unauthorized_client` (RFC 6749 section 5.2). */
export const refuseClient: Refusal = (reason) => new errors.UnauthorizedClient(DESCRIPTIONS[reason]);

/**
 * At the authorization endpoint (RFC 6749 section 4.1.2.1) a denial is `access_denied` where another user or another address might be
 * allowed, and `unauthorized_client` where the app is allowed nothing at all.
 */
export const refuseRequest: Refusal = (reason) => {
  switch (reason) {
    case 'not-preauthorized':
    case 'ip-not-allowed':
    case 'revoked-token-presented':
      return new errors.AccessDenied(DESCRIPTIONS[reason]);
    case 'blocked':
    case 'not-allowlisted':
    case 'flow-blocked':
    case 'not-installed':
      return new errors.UnauthorizedClient(DESCRIPTIONS[reason]);
  }
};

/**
 * Asks the domain's policy whether a token may be issued, and reports a denial. Before it denies, it looks once more at the log:
 * another process may have decided a moment ago what makes the request allowed.
 * @throws the OAuth error that `refusal` makes of the denial
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

/** Writes `UsageDenied`. Where the log can't be written, a warning is logged instead; the request is denied all the same. */
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
