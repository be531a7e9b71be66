import { checkedClientId } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { ClientMetadata } from '../facts/client-metadata.js';
import type { AppRegistered } from '../facts/decisions.js';
import { isKnownApp } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';
import { checkHandedOnScopes } from './handed-on-scopes.js';

/** Registers an app under an id that the server made. */
export interface RegisterApp {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  /** Scopes that the caller holds: it can hand on no permission beyond them. */
  readonly callerScopes: Iterable<string>;
  /** `false`: it becomes known without being installed. Default `true`. */
  readonly installed?: boolean | undefined;
}

/**
 * Registers an app. The scope in its metadata may name permissions only if the caller holds them:
 * otherwise whoever may register apps could register one that may do everything.
 * @throws DomainError `INVALID_ID`, `SCOPE_NOT_HELD`, `APP_ALREADY_REGISTERED`
 */
export function decideRegisterApp(org: OrgState, command: RegisterApp): AppRegistered {
  const clientId = checkedClientId(command.clientId);
  checkHandedOnScopes(command.metadata, command.callerScopes);
  if (isKnownApp(org, clientId)) throw new DomainError('APP_ALREADY_REGISTERED');
  const installed = command.installed === false ? { installed: false } : {};
  return { type: 'AppRegistered', data: { clientId, metadata: command.metadata, ...installed } };
}
