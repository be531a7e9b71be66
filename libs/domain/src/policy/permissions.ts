/** Permissions to administer the organisation, and to ask about others' tokens: OAuth scopes that only their holders can hand on. */
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
  'issuers:manage',
  'tokens:report',
  'apps:approve-uninstalled',
  'settings:manage',
  'approvals:give',
  'connected-apps:manage',
  'audit:read',
  'platform:operate',
] as const;

/** One of {@link PERMISSIONS}. */
export type Permission = (typeof PERMISSIONS)[number];

/** Whether a scope is one of {@link PERMISSIONS}. */
export function isPermission(scope: string): scope is Permission {
  return (PERMISSIONS as readonly string[]).includes(scope);
}

/** Permissions that every user holds without being given them: about what is their own. */
export const OWN_PERMISSIONS = ['connected-apps:manage'] as const satisfies readonly Permission[];

/** Sets of permissions that users are given together. */
export const ROLES = {
  administrator: PERMISSIONS.filter((permission) => permission !== 'platform:operate'),
  /** Everything about apps; needs nothing else for the usage resources. */
  'app-administrator': [
    'usage:read',
    'tokens:revoke',
    'apps:manage',
    'apps:install',
    'apps:block',
    'apps:policy',
    'apps:preauthorize',
    'apps:approve-uninstalled',
  ],
  auditor: ['usage:read', 'audit:read'],
  operator: ['platform:operate'],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

/** Name of one of {@link ROLES}. */
export type Role = keyof typeof ROLES;
