/** The permissions of the control API, and of asking about others' tokens: OAuth scopes that only their holders can hand on. */
export const PERMISSIONS = [
  'usage:read',
  'tokens:revoke',
  'tokens:introspect',
  'apps:manage',
  'apps:install',
  'apps:block',
  'apps:policy',
  'apps:preauthorize',
  'users:manage',
  'keys:rotate',
  'edges:manage',
  'audit:read',
  'platform:operate',
] as const;

/** One of {@link PERMISSIONS}. */
export type Permission = (typeof PERMISSIONS)[number];

/** Whether a scope is one of {@link PERMISSIONS}. */
export function isPermission(scope: string): scope is Permission {
  return (PERMISSIONS as readonly string[]).includes(scope);
}
