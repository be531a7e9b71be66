import type { AppInstalled } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';
import { type InstallApp, installation, isInstalled } from './installation.js';

/** Installs; nothing happens when it is. @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideInstallApp(org: OrgState, command: InstallApp): AppInstalled | null {
  const { app, data } = installation(org, command);
  return isInstalled(app, command.userId) ? null : { type: 'AppInstalled', data };
}
