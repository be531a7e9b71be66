import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isPermission, type OrgState, OWN_PERMISSIONS, splitScope } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { REGISTERED_SCOPE } from './client-metadata.js';

/** Scopes of the issuer itself; every app may ask for them. */
export const OWN_SCOPES: readonly string[] = ['openid', 'offline_access'];

/** The scopes that an app registered, apart from the issuer's own. */
export function registeredScopes(client: Client): readonly string[] {
  const registered = client[REGISTERED_SCOPE];
  const scopes = splitScope(typeof registered === 'string' ? registered : '');
  return scopes.filter((scope) => !OWN_SCOPES.includes(scope));
}

/**
 * The scopes that an app may get, of those that it registered. For a user, permissions are left out that the user doesn't hold
 * now; for the app itself (`userId` is `undefined`), nothing is left out.
 */
export function scopesFor(org: OrgState, client: Client, userId?: string): readonly string[] {
  const registered = registeredScopes(client);
  if (userId === undefined) return registered;
  const user = org.users.get(userId);
  const held = new Set<string>(user === undefined ? [] : [...user.permissions, ...OWN_PERMISSIONS]);
  return registered.filter((scope) => !isPermission(scope) || held.has(scope));
}

/**
 * As {@link scopesFor}. Where the user lacks a permission, the log is looked at once more: the permission may have been granted a
 * moment ago.
 */
export async function latestScopesFor(
  org: OrgIssuer,
  client: Client,
  userId: string | undefined,
): Promise<readonly string[]> {
  const known = scopesFor(org.state(), client, userId);
  if (known.length === registeredScopes(client).length) return known;
  await org.catchUp();
  return scopesFor(org.state(), client, userId);
}

/** The user for whom tokens are asked; `undefined` while nobody has signed in, and for a client's own token. */
export function userIn({ oidc }: KoaContextWithOIDC): string | undefined {
  return oidc.route === 'token' ? oidc.entities.Grant?.accountId : oidc.entities.Session?.accountId;
}

/**
 * Checks the scopes of a request and fills them in: a request without `scope` asks for all that the app registered (RFC 6749
 * section 3.3), and one that asks for more than that is refused. Left alone are refreshing and redeeming a code: the library
 * checks those against what was granted.
 * @throws an OAuth `invalid_scope` error
 */
export function settleScope(ctx: KoaContextWithOIDC, client: Client): void {
  const { params = {}, route } = ctx.oidc;
  if (route === 'token' && params['grant_type'] !== 'client_credentials') return;
  const requested = params['scope'];
  const scopes = requestedScopes(client, requested);
  if (typeof requested === 'string') return;
  if (scopes.length > 0) params['scope'] = scopes.join(' ');
  else if (route !== 'token')
    throw new errors.InvalidScope(
      'The request names no scope, and the app is registered for none that could be used instead.',
      '',
    );
}

/**
 * The scopes that a request asks for: those in its `scope` or, without one, all that the app registered.
 * @throws an OAuth `invalid_scope` error where it asks for one that the app isn't registered for
 */
export function requestedScopes(client: Client, scope: unknown): readonly string[] {
  const registered = registeredScopes(client);
  if (typeof scope !== 'string') return registered;
  const scopes = splitScope(scope);
  const excess = scopes.filter((each) => !registered.includes(each) && !OWN_SCOPES.includes(each));
  if (excess.length === 0) return scopes;
  throw new errors.InvalidScope('The app is not registered for this scope.', excess.join(' '));
}
