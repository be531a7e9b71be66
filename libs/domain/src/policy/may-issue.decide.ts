import type { AppState } from '../state/app.state.js';
import type { GrantType } from '../facts/client-metadata.js';
import type { DenialReason } from '../facts/usage.js';
import type { OrgState } from '../state/org.state.js';
import { isBlocked } from '../revocation/index.js';
import { isInRanges } from './ip-range.js';

/** A request for a token, as far as policy looks at it. */
export interface IssueRequest {
  readonly clientId: string;
  /** Pseudonymous user id; absent for a client's own token, and while nobody has signed in. */
  readonly userId?: string | undefined;
  readonly grantType: GrantType;
  /** Where it comes from; absent where that isn't known. */
  readonly address?: string | undefined;
}

/** The answer of {@link mayIssue}; `denial` is what `UsageDenied` says. */
export type IssueAnswer =
  { readonly allowed: true } | { readonly allowed: false; readonly denial: DenialReason };

/**
 * Whether an app may have a token: the one policy function that everyone asks. A block goes first, because it holds for
 * apps that aren't known as well; then the app must be known, be on the allowlist where there is one, use a grant type that it
 * is registered for (RFC 7591 section 2) and the organisation allows, come from an address that its policy names, and be
 * installed. A user with `apps:approve-uninstalled` may approve an app that isn't. Last, the user must be permitted.
 *
 * @example
 * ```ts
 * const answer = mayIssue(org, { clientId: 'app_1', grantType: 'client_credentials' });
 * if (!answer.allowed) console.log(answer.denial);
 * ```
 */
export function mayIssue(org: OrgState, request: IssueRequest): IssueAnswer {
  const denial = denialOf(org, request);
  return denial === null ? { allowed: true } : { allowed: false, denial };
}

function denialOf(org: OrgState, request: IssueRequest): DenialReason | null {
  const { clientId, userId, grantType, address } = request;
  if (isBlocked(org.revocations, clientId)) return 'blocked';
  const app = org.apps.get(clientId);
  if (app === undefined) return 'not-installed';
  if (!isAllowlisted(org, app)) return 'not-allowlisted';
  const { settings } = org;
  const isRegistered = app.metadata.grant_types.includes(grantType);
  if (!isRegistered || !settings.allowedGrantTypes.includes(grantType)) return 'flow-blocked';
  const { ipRanges } = app.policy;
  if (ipRanges.length > 0 && !isInRanges(address ?? '', ipRanges)) return 'ip-not-allowed';
  if (isForUsers(grantType) && userId === undefined) return null;
  if (!isInstalledFor(org, app, userId)) return 'not-installed';
  return userId === undefined || isPermitted(org, app, userId) ? null : 'not-preauthorized';
}

/**
 * Whether an app may be used as far as the organisation's allowlist goes: with allowlisting off, every app may; with it on, only
 * an installed one whose users are preauthorized by an administrator.
 */
export function isAllowlisted({ settings }: OrgState, app: AppState): boolean {
  if (!settings.apiClientAllowlisting) return true;
  return app.installed && app.policy.permittedUsers === 'preauthorized-users';
}

/** Until somebody has signed in, nothing can be said of the user. */
function isForUsers(grantType: GrantType): boolean {
  return grantType !== 'client_credentials';
}

function isInstalledFor(org: OrgState, app: AppState, userId: string | undefined): boolean {
  if (app.installed) return true;
  if (userId === undefined) return false;
  return (
    app.installedFor.has(userId) ||
    org.users.get(userId)?.permissions.has('apps:approve-uninstalled') === true
  );
}

/** Whether a user may let the app act for them, by the app's policy. */
export function isPermitted(org: OrgState, app: AppState, userId: string): boolean {
  switch (app.policy.permittedUsers) {
    case 'all-users':
      return true;
    case 'preauthorized-users': {
      if (app.preauthorizedUsers.has(userId)) return true;
      const groups = [...app.preauthorizedGroups];
      return groups.some((groupId) => org.groups.get(groupId)?.members.has(userId) === true);
    }
  }
}
