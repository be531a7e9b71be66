import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { AppState } from '../state/app.state.js';
import { knownAppState } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Installs or uninstalls an app, for everybody or for one user. */
export interface InstallApp {
  readonly clientId: string;
  readonly userId?: string | undefined;
  readonly reason?: string | undefined;
}

/** The app that a command installs or uninstalls, and the data of the fact. @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `REASON_TOO_LONG` */
export function installation(org: OrgState, { clientId, userId, reason }: InstallApp) {
  const app = knownAppState(org, clientId);
  if (userId !== undefined && !org.users.has(userId)) throw new DomainError('USER_NOT_FOUND');
  const user = userId === undefined ? {} : { userId };
  return { app, data: { clientId, ...user, ...checkedReason(reason) } };
}

/** Whether the app is installed for everybody or, with a user id, for that user. */
export function isInstalled(app: AppState, userId: string | undefined): boolean {
  return userId === undefined ? app.installed : app.installedFor.has(userId);
}
