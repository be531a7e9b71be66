import { type Client, errors, type TokenEndpointGrantContext } from 'oidc-provider';
import { addressOf } from '../http/caller-address.js';
import { isResource } from '../issuer.options.js';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { oneTimeLifetimeS } from '../grants/lifetimes.js';
import { invalidGrant, invalidTarget } from '../organization/oauth.errors.js';
import { issueOneTimeToken } from './one-time-token.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { requireMayIssue } from '../policy/issue-policy.js';
import { latestScopesFor, requestedScopes } from '../clients/scopes.js';

/** Parameters of {@link passwordGrant}, besides those of every grant. */
export const PASSWORD_PARAMETERS = ['username', 'password', 'scope', 'resource'] as const;

/**
 * The resource owner password credentials grant (RFC 6749 section 4.3), for apps that can't be changed to use another one. It gives an
 * opaque access token that is valid once and for a few minutes, and no refresh token.
 *
 * The policy about app, grant type and address was asked before. About the user it is asked only once the password is known to be
 * right, so that nobody else learns what a user may do.
 * @throws an OAuth error
 */
export async function passwordGrant(org: OrgIssuer, ctx: TokenEndpointGrantContext): Promise<void> {
  const { client, params } = ctx.oidc;
  const { clientId } = client;
  const userId = await userOf(org, params);
  await requireMayIssue(org, { clientId, userId, grantType: 'password', address: addressOf(ctx) });
  const resource = resourceOf(org, params['resource']);
  const scope = await scopeOf(org, client, userId, params['scope']);
  const lifetimeS = oneTimeLifetimeS(org, clientId);
  const { rpos } = issuanceOf(ctx);
  const text = await issueOneTimeToken(org, { clientId, userId, scope, resource, rpos }, lifetimeS);
  ctx.body = {
    access_token: text,
    token_type: 'Bearer',
    expires_in: lifetimeS,
    ...(scope === '' ? {} : { scope }),
  };
}

async function userOf(org: OrgIssuer, params: Readonly<Record<string, unknown>>): Promise<string> {
  const { username, password } = params;
  if (typeof username !== 'string' || typeof password !== 'string')
    throw new errors.InvalidRequest('The parameters username and password are required.');
  const user = await org.ports.users.verifyPassword(org.orgId, username.trim(), password);
  if (user === null || !org.state().users.has(user.userId)) throw invalidGrant('Name or password is wrong.');
  return user.userId;
}

function resourceOf(org: OrgIssuer, requested: unknown): string {
  if (requested === undefined) return org.options.defaultResource;
  if (typeof requested !== 'string' || !isResource(requested)) throw invalidTarget();
  return requested;
}

/** The scopes that the app asked for and that the user may give it. */
async function scopeOf(org: OrgIssuer, client: Client, userId: string, requested: unknown): Promise<string> {
  const scopes = requestedScopes(client, requested);
  const allowed = await latestScopesFor(org, client, userId);
  return scopes.filter((scope) => allowed.includes(scope)).join(' ');
}
