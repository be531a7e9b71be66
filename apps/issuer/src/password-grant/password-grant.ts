import { errors, type OidcClient, type OidcKoaContext } from 'oidc-provider';
import { addressOf } from '../http/caller-address.js';
import { isResource } from '../issuer.options.js';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { oneTimeLifetimeS } from '../grants/lifetimes.js';
import { invalidGrant, invalidTarget } from '../organization/oauth.errors.js';
import { issueOneTimeToken } from './one-time-token.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { requireMayIssue } from '../policy/issue-policy.js';
import { latestScopesFor, settledScopes } from '../clients/scopes.js';

/** Parameters of {@link passwordGrant}, besides those of every grant. */
export const PASSWORD_PARAMETERS = ['username', 'password', 'scope', 'resource'] as const;

/**
 * The resource owner password credentials grant (RFC 6749 section 4.3), for what can't be changed any more. It gives an opaque
 * access token that is valid once and for a few minutes, and no refresh token. The policy about app, flow and address was asked
 * before; about the user it is asked once the password is known to be right, so that it tells nobody else who may do what.
 * @throws an OAuth error
 */
export async function passwordGrant(org: OrgIssuer, ctx: OidcKoaContext): Promise<void> {
  const { client, params } = ctx.oidc;
  if (client === undefined) throw new errors.InvalidClientAuth('client not found');
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
    throw new errors.InvalidRequest('The parameters username and password are needed.');
  const user = await org.ports.users.verifyPassword(org.orgId, username.trim(), password);
  if (user === null || !org.state().users.has(user.userId)) throw invalidGrant('Name or password is wrong.');
  return user.userId;
}

function resourceOf(org: OrgIssuer, requested: unknown): string {
  if (requested === undefined) return org.options.defaultResource;
  if (typeof requested !== 'string' || !isResource(requested)) throw invalidTarget();
  return requested;
}

/** What the user may let the app have of what it asked for. */
async function scopeOf(
  org: OrgIssuer,
  client: OidcClient,
  userId: string,
  requested: unknown,
): Promise<string> {
  const wanted = settledScopes(client, requested);
  const allowed = await latestScopesFor(org, client, userId);
  return wanted.filter((scope) => allowed.includes(scope)).join(' ');
}
