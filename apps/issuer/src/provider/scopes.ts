import { errors, type OidcClient, type OidcKoaContext } from 'oidc-provider';
import { scopesIn } from '../issuing/scopes-in.js';
import { REGISTERED_SCOPE } from './client-metadata.js';

/** Scopes of the issuer itself; every app may ask for them. */
export const OWN_SCOPES: readonly string[] = ['openid', 'offline_access'];

/** The scopes that an app registered, apart from the issuer's own. */
export function registeredScopes(client: OidcClient): readonly string[] {
  const registered = client[REGISTERED_SCOPE];
  return scopesIn(typeof registered === 'string' ? registered : '').filter(
    (scope) => !OWN_SCOPES.includes(scope),
  );
}

/**
 * Settles the scopes of a request: one without `scope` asks for all that the app registered (RFC 6749 section 3.3), and one
 * that asks for more than that is refused. Refreshing and redeeming a code are checked against what was granted instead.
 * @throws an OAuth `invalid_scope` error
 */
export function settleScope(ctx: OidcKoaContext, client: OidcClient): void {
  const { params, route } = ctx.oidc;
  if (route === 'token' && params['grant_type'] !== 'client_credentials') return;
  const registered = registeredScopes(client);
  const requested = params['scope'];
  if (typeof requested === 'string') {
    const excess = scopesIn(requested).filter(
      (scope) => !registered.includes(scope) && !OWN_SCOPES.includes(scope),
    );
    if (excess.length === 0) return;
    throw new errors.InvalidScope('The app is not registered for this scope.', excess.join(' '));
  }
  if (registered.length > 0) params['scope'] = registered.join(' ');
  else if (route !== 'token')
    throw new errors.InvalidScope('The app is registered for no scope, and asked for none.', '');
}
