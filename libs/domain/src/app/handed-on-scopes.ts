import { DomainError } from '../checks/domain.errors.js';
import type { ClientMetadata } from '../facts/client-metadata.js';
import { isPermission, OWN_PERMISSIONS } from '../policy/permissions.js';
import type { AppState } from '../state/app.state.js';
import { splitScope } from '../values/scopes.js';

const OWN: ReadonlySet<string> = new Set(OWN_PERMISSIONS);

/**
 * Checks that the caller holds every permission that an app's registration names, so that nobody hands on more than they have.
 *
 * @param before scope of the present registration: the app may keep the permissions in it.
 * @throws DomainError `SCOPE_NOT_HELD`
 */
export function checkHandedOnScopes(
  metadata: ClientMetadata,
  callerScopes: Iterable<string>,
  before?: string,
): void {
  const held = new Set([...callerScopes, ...splitScope(before)]);
  const notHeld = splitScope(metadata.scope).find((scope) => isPermission(scope) && !held.has(scope));
  if (notHeld !== undefined)
    throw new DomainError('SCOPE_NOT_HELD', `You do not hold the scope ${notHeld} yourself.`);
}

/** Whether an app may ask for permissions that not everybody has, so that it can administer the organisation. */
export function isForAdministration({ metadata: { scope } }: AppState): boolean {
  return splitScope(scope).some((each) => isPermission(each) && !OWN.has(each));
}
