import type {
  AppInstalled,
  AppSettingsChanged,
  AppUninstalled,
  UserPreauthorizationWithdrawn,
  UserPreauthorized,
} from '../facts/governance-decisions.js';
import type { ClientMetadata } from '../facts/client-metadata.js';
import { checkedReason, checkRevision } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';
import { checkHandedOnScopes, knownAppState } from './block-app.decide.js';
import type { AppState } from '../state/app.state.js';

/** Installs or uninstalls an app, for everybody or for one user. */
export interface InstallApp {
  readonly clientId: string;
  readonly userId?: string | undefined;
  readonly reason?: string | undefined;
}

/** Preauthorizes exactly one of a user and a group, or takes that back. */
export interface PreauthorizeUser {
  readonly clientId: string;
  readonly userId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly reason?: string | undefined;
}

/** Replaces the registration of an app. */
export interface ChangeAppSettings {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  /** Scopes that the caller holds: it can hand on no permission beyond them. */
  readonly callerScopes: Iterable<string>;
  /** Revision that the caller saw; `null`: whichever. */
  readonly basedOn: number | null;
  readonly reason?: string | undefined;
}

/** Installs; nothing happens when it is. @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideInstallApp(org: OrgState, command: InstallApp): AppInstalled | null {
  const { app, data } = installation(org, command);
  return isInstalled(app, command.userId) ? null : { type: 'AppInstalled', data };
}

/**
 * Uninstalls, which ends the app's tokens, grants and sessions; nothing happens when it isn't installed. For everybody, it
 * goes also where some installed it only for themselves.
 * @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `REASON_TOO_LONG`
 */
export function decideUninstallApp(org: OrgState, command: InstallApp): AppUninstalled | null {
  const { app, data } = installation(org, command);
  const isThere =
    isInstalled(app, command.userId) || (command.userId === undefined && app.installedFor.size > 0);
  return isThere ? { type: 'AppUninstalled', data } : null;
}

/** Preauthorizes; nothing happens when it is so. @throws DomainError `APP_NOT_FOUND`, `USER_NOT_FOUND`, `GROUP_NOT_FOUND`, `INVALID_REQUEST`, `REASON_TOO_LONG` */
export function decidePreauthorizeUser(org: OrgState, command: PreauthorizeUser): UserPreauthorized | null {
  const { app, data } = preauthorization(org, command);
  if (data.userId !== undefined && !org.users.has(data.userId)) throw new DomainError('USER_NOT_FOUND');
  if (data.groupId !== undefined && !org.groups.has(data.groupId)) throw new DomainError('GROUP_NOT_FOUND');
  return isPreauthorized(app, data) ? null : { type: 'UserPreauthorized', data };
}

/** Takes a preauthorization back; nothing happens when there is none. @throws DomainError `APP_NOT_FOUND`, `INVALID_REQUEST`, `REASON_TOO_LONG` */
export function decideWithdrawPreauthorization(
  org: OrgState,
  command: PreauthorizeUser,
): UserPreauthorizationWithdrawn | null {
  const { app, data } = preauthorization(org, command);
  return isPreauthorized(app, data) ? { type: 'UserPreauthorizationWithdrawn', data } : null;
}

/** Replaces an app's registration. @throws DomainError `APP_NOT_FOUND`, `SCOPE_NOT_HELD`, `REVISION_MISMATCH`, `REASON_TOO_LONG` */
export function decideChangeAppSettings(org: OrgState, command: ChangeAppSettings): AppSettingsChanged {
  const app = knownAppState(org, command.clientId);
  checkHandedOnScopes(command.metadata, command.callerScopes, app.metadata.scope);
  const reason = checkedReason(command.reason);
  const { basedOn, metadata } = command;
  checkRevision(basedOn, app.settingsRevision);
  return { type: 'AppSettingsChanged', data: { clientId: app.clientId, metadata, ...reason } };
}

function installation(org: OrgState, { clientId, userId, reason }: InstallApp) {
  const app = knownAppState(org, clientId);
  if (userId !== undefined && !org.users.has(userId)) throw new DomainError('USER_NOT_FOUND');
  const user = userId === undefined ? {} : { userId };
  return { app, data: { clientId, ...user, ...checkedReason(reason) } };
}

function isInstalled(app: AppState, userId: string | undefined): boolean {
  return userId === undefined ? app.installed : app.installedFor.has(userId);
}

function preauthorization(org: OrgState, { clientId, userId, groupId, reason }: PreauthorizeUser) {
  const app = knownAppState(org, clientId);
  if ((userId === undefined) === (groupId === undefined))
    throw new DomainError('INVALID_REQUEST', 'Exactly one of a user and a group is needed.');
  const whom = userId === undefined ? { groupId: groupId ?? '' } : { userId };
  const data: UserPreauthorized['data'] = { clientId, ...whom, ...checkedReason(reason) };
  return { app, data };
}

function isPreauthorized(app: AppState, { userId, groupId }: UserPreauthorized['data']): boolean {
  if (userId !== undefined) return app.preauthorizedUsers.has(userId);
  return groupId !== undefined && app.preauthorizedGroups.has(groupId);
}
