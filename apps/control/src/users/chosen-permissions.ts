import { type Permission, PERMISSIONS, type Role, ROLES } from '#domain';
import { ProblemException } from '#platform';

/** The permissions that are named, and those of the roles that are named, each once. */
export function chosenPermissions({
  permissions = [],
  roles = [],
}: {
  readonly permissions?: readonly Permission[] | undefined;
  readonly roles?: readonly Role[] | undefined;
}): readonly Permission[] {
  const chosen = new Set<Permission>([...permissions, ...roles.flatMap((role) => ROLES[role])]);
  return PERMISSIONS.filter((permission) => chosen.has(permission));
}

/** Nobody hands on what they don't hold. @throws ProblemException `SCOPE_NOT_HELD` with the first that is missing */
export function requireHeld(permissions: readonly string[], callerScopes: ReadonlySet<string>): void {
  const missing = permissions.find((permission) => !callerScopes.has(permission));
  if (missing === undefined) return;
  throw new ProblemException('SCOPE_NOT_HELD', {
    detail: `You do not hold ${missing} yourself.`,
    members: { scope: missing },
  });
}
