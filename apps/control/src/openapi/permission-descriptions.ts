import type { Permission } from '#domain';

/** What each permission allows, for people. */
export const PERMISSION_DESCRIPTIONS: Readonly<Record<Permission, string>> = {
  'usage:read': 'See apps, who uses them, tokens and revocations.',
  'tokens:revoke': 'Revoke tokens, grants and sessions.',
  'tokens:introspect': 'Introspect the tokens of other apps.',
  'apps:manage': 'Register apps and change their settings.',
  'apps:install': 'Install and uninstall apps.',
  'apps:block': 'Block and unblock apps.',
  'apps:policy': 'Change under which conditions apps get tokens.',
  'apps:preauthorize': 'See and change who is preauthorized for apps.',
  'users:manage': 'Register users, give and withdraw permissions, and change groups.',
  'keys:rotate': 'Rotate the signing keys.',
  'edges:manage': 'Register, list and retire edges.',
  'issuers:manage': 'Register, list and unregister issuers that are not ours.',
  'tokens:report': 'Report the tokens of a registered issuer that is not ours.',
  'apps:approve-uninstalled': 'Let apps act for oneself that are not installed.',
  'settings:manage': 'Change the settings of the organisation, and end all sessions at a time.',
  'approvals:give': 'Approve what others asked for and one may do oneself, or decline it.',
  'connected-apps:manage': 'See and disconnect the apps that act for oneself.',
  'audit:read': 'Read the audit log.',
  'platform:operate': 'Register organisations, and switch API client allowlisting for them.',
};
