import type { GrantType } from '../facts/client-metadata.js';
import type { DenialReason } from '../facts/usage.js';
import type { OrgState } from '../org/org.state.js';
import { isBlocked } from '../revocation/index.js';

/** A request for a token, as far as policy looks at it. */
export interface IssueRequest {
  readonly clientId: string;
  /** Pseudonymous user id; absent for a client's own token. */
  readonly userId?: string | undefined;
  readonly grantType: GrantType;
}

/** The answer of {@link mayIssue}; `denial` is what `UsageDenied` says. */
export type IssueAnswer =
  { readonly allowed: true } | { readonly allowed: false; readonly denial: DenialReason };

/**
 * Whether an app may have a token: the one policy function that everyone asks. A block goes first, because it holds for
 * apps that aren't known as well; then the app must be known, and registered for the grant type (RFC 7591 section 2).
 *
 * @example
 * ```ts
 * const answer = mayIssue(org, { clientId: 'app_1', grantType: 'client_credentials' });
 * if (!answer.allowed) console.log(answer.denial);
 * ```
 */
export function mayIssue(org: OrgState, request: IssueRequest): IssueAnswer {
  if (isBlocked(org.revocations, request.clientId)) return { allowed: false, denial: 'blocked' };
  const app = org.apps.get(request.clientId);
  if (app === undefined) return { allowed: false, denial: 'not-installed' };
  if (!app.metadata.grant_types.includes(request.grantType))
    return { allowed: false, denial: 'flow-blocked' };
  return { allowed: true };
}
