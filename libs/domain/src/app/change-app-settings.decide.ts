import { checkedReason, checkRevision } from '../checks/command.checks.js';
import type { ClientMetadata } from '../facts/client-metadata.js';
import type { AppSettingsChanged } from '../facts/governance-decisions.js';
import { knownAppState } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';
import { checkHandedOnScopes } from './handed-on-scopes.js';

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

/** Replaces an app's registration. @throws DomainError `APP_NOT_FOUND`, `SCOPE_NOT_HELD`, `REVISION_MISMATCH`, `REASON_TOO_LONG` */
export function decideChangeAppSettings(org: OrgState, command: ChangeAppSettings): AppSettingsChanged {
  const app = knownAppState(org, command.clientId);
  checkHandedOnScopes(command.metadata, command.callerScopes, app.metadata.scope);
  const reason = checkedReason(command.reason);
  const { basedOn, metadata } = command;
  checkRevision(basedOn, app.settingsRevision);
  return { type: 'AppSettingsChanged', data: { clientId: app.clientId, metadata, ...reason } };
}
