import type { AppUninstalled } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';
import { type InstallApp, installation, isInstalled } from './installation.js';

/**
 * Uninstalls an app, which ends its tokens, grants and sessions; nothing happens when it isn't installed. An app is uninstalled for
 * everybody also when users had installed it only for themselves.
 * @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `REASON_TOO_LONG`
 */
export function decideUninstallApp(org: OrgState, command: InstallApp): AppUninstalled | null {
  const { app, data } = installation(org, command);
  const isThere =
    isInstalled(app, command.userId) || (command.userId === undefined && app.installedFor.size > 0);
  return isThere ? { type: 'AppUninstalled', data } : null;
}
