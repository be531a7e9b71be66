import { type Permission, PERMISSIONS, type Role, ROLES } from '#domain';
import { ProblemException } from '#platform';

/** The named permissions, and those of the named roles, each once. */
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

/** Refuses to grant a permission that the caller doesn't hold. @throws ProblemException `SCOPE_NOT_HELD` with the first such permission */
export function requireHeld(permissions: readonly string[], callerScopes: ReadonlySet<string>): void {
  const missing = permissions.find((permission) => !callerScopes.has(permission));
  if (missing === undefined) return;
  throw new ProblemException('SCOPE_NOT_HELD', {
    detail: `You cannot grant ${missing}, because you do not hold it yourself.`,
    members: { scope: missing },
  });
}
