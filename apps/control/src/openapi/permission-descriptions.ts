import type { Permission } from '#domain';

/** What each permission allows, for people. */
export const PERMISSION_DESCRIPTIONS: Readonly<Record<Permission, string>> = {
  'usage:read': 'See apps, who uses them, tokens and revocations.',
  'tokens:revoke': 'Revoke tokens, grants and sessions.',
  'tokens:introspect': 'Introspect the tokens of other apps.',
  'apps:manage': 'Register apps.',
  'apps:install': 'Install apps.',
  'apps:block': 'Block and unblock apps.',
  'apps:policy': 'Change what apps may do.',
  'apps:preauthorize': 'Preauthorize users for apps.',
  'users:manage': 'Register users.',
  'keys:rotate': 'Rotate the signing keys.',
  'edges:manage': 'Register, list and retire edges.',
  'audit:read': 'Read the audit log.',
  'platform:operate': 'Operate the platform.',
};
