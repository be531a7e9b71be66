import { DomainError } from '../checks/domain.errors.js';
import type { AppState } from './app.state.js';
import type { ForeignIssuerState } from './foreign-issuer.state.js';
import type { OrgState } from './org.state.js';

/** A foreign issuer that is registered now; `undefined` of one that was unregistered, of ours, and of any other. */
export function registeredIssuer(org: OrgState, iss: string): ForeignIssuerState | undefined {
  const issuer = org.foreignIssuers.get(iss);
  return issuer?.isRegistered === true ? issuer : undefined;
}

/** Whether tokens of an issuer are accepted already, because it is ours or was registered. */
export function isKnownIssuer(org: OrgState, iss: string): boolean {
  return org.issuer === iss || registeredIssuer(org, iss) !== undefined;
}

/** Whether an app is registered here, or was reported by a foreign issuer. */
export function isKnownApp(org: OrgState, clientId: string): boolean {
  return org.apps.has(clientId) || org.foreignApps.has(clientId);
}

/** The id of an app that is registered here, or that a foreign issuer reported. @throws DomainError `APP_NOT_FOUND` */
export function knownApp(org: OrgState, clientId: string): string {
  if (!isKnownApp(org, clientId)) throw new DomainError('APP_NOT_FOUND');
  return clientId;
}

/** A registered app. @throws DomainError `APP_NOT_FOUND` */
export function knownAppState(org: OrgState, clientId: string): AppState {
  const app = org.apps.get(clientId);
  if (app === undefined) throw new DomainError('APP_NOT_FOUND');
  return app;
}
