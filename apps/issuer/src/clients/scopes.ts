import { errors, type OidcClient, type OidcKoaContext } from 'oidc-provider';
import { isPermission, type OrgState, OWN_PERMISSIONS } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { splitScope } from './split-scope.js';
import { REGISTERED_SCOPE } from './client-metadata.js';

/** Scopes of the issuer itself; every app may ask for them. */
export const OWN_SCOPES: readonly string[] = ['openid', 'offline_access'];

/** The scopes that an app registered, apart from the issuer's own. */
export function registeredScopes(client: OidcClient): readonly string[] {
  const registered = client[REGISTERED_SCOPE];
  return splitScope(typeof registered === 'string' ? registered : '').filter(
    (scope) => !OWN_SCOPES.includes(scope),
  );
}

/**
 * The scopes that an app may get for a user: those that it registered, permissions only as far as the user holds them now.
 * Without a user, for itself: all that it registered.
 */
export function scopesFor(org: OrgState, client: OidcClient, userId?: string): readonly string[] {
  const registered = registeredScopes(client);
  if (userId === undefined) return registered;
  const user = org.users.get(userId);
  const held = new Set<string>(user === undefined ? [] : [...user.permissions, ...OWN_PERMISSIONS]);
  return registered.filter((scope) => !isPermission(scope) || held.has(scope));
}

/** The same, as the log has it now if this process knows of no more than some of an app's permissions. */
export async function latestScopesFor(
  org: OrgIssuer,
  client: OidcClient,
  userId: string | undefined,
): Promise<readonly string[]> {
  const known = scopesFor(org.state(), client, userId);
  if (known.length === registeredScopes(client).length) return known;
  await org.catchUp();
  return scopesFor(org.state(), client, userId);
}

/** The user for whom tokens are asked; `undefined` while nobody has signed in, and for a client's own token. */
export function userIn({ oidc }: OidcKoaContext): string | undefined {
  if (oidc.route === 'token') return oidc.entities.Grant?.accountId;
  return oidc.entities.Session?.accountId;
}

/**
 * Settles the scopes of a request: one without `scope` asks for all that the app registered (RFC 6749 section 3.3), and one
 * that asks for more than that is refused. Refreshing and redeeming a code are checked against what was granted instead.
 * @throws an OAuth `invalid_scope` error
 */
export function settleScope(ctx: OidcKoaContext, client: OidcClient): void {
  const { params, route } = ctx.oidc;
  if (route === 'token' && params['grant_type'] !== 'client_credentials') return;
  const requested = params['scope'];
  const settled = settledScopes(client, requested);
  if (typeof requested === 'string') return;
  if (settled.length > 0) params['scope'] = settled.join(' ');
  else if (route !== 'token')
    throw new errors.InvalidScope('The app is registered for no scope, and asked for none.', '');
}

/** What was asked for or, without that, everything that the app registered. @throws an OAuth `invalid_scope` error */
export function settledScopes(client: OidcClient, requested: unknown): readonly string[] {
  const registered = registeredScopes(client);
  if (typeof requested !== 'string') return registered;
  const scopes = splitScope(requested);
  const excess = scopes.filter((scope) => !registered.includes(scope) && !OWN_SCOPES.includes(scope));
  if (excess.length === 0) return scopes;
  throw new errors.InvalidScope('The app is not registered for this scope.', excess.join(' '));
}
