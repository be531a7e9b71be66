import { DomainError } from '../checks/domain.errors.js';
import { type ClientMetadata } from '../facts/client-metadata.js';
import { isPermission, OWN_PERMISSIONS } from '../policy/permissions.js';
import { type AppState } from '../state/app.state.js';
import { splitScope } from '../values/scopes.js';

const OWN: ReadonlySet<string> = new Set(OWN_PERMISSIONS);

/**
 * Lets no permission be handed on by somebody who doesn't hold it, except what the app could ask for already.
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

/** Whether an app may ask for permissions beyond those that everybody has: somebody administers the organisation with it. */
export function isForAdministration({ metadata: { scope } }: AppState): boolean {
  return splitScope(scope).some((each) => isPermission(each) && !OWN.has(each));
}
