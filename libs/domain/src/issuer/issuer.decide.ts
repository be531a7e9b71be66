import { checkedClientId } from '../app/app.decide.js';
import type { AppReported, IssuerRegistered, IssuerUnregistered } from '../facts/decisions.js';
import { checkedId, checkedIssuer, checkedReason, MAX_ISSUER_LENGTH } from '../org/command.checks.js';
import { DomainError } from '../org/domain.errors.js';
import { isKnownIssuer } from '../org/org.fold.js';
import type { OrgState } from '../org/org.state.js';
import { DEFAULT_MAX_LIFETIME_MS, KEEP_MARGIN_MS } from '../revocation/index.js';
import type { RegisterIssuer, ReportApp, UnregisterIssuer } from './issuer.commands.js';

/** Algorithms whose verification key isn't the signing key (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
const ASYMMETRIC = /^(?:[RPE]S(?:256|384|512)|EdDSA|Ed25519)$/;

/**
 * Registers a foreign issuer.
 * @throws DomainError `INVALID_ID`; `ISSUER_ALREADY_REGISTERED` also for our own; `INVALID_REQUEST` for an algorithm that
 * isn't asymmetric, a tolerance over {@link KEEP_MARGIN_MS} or a lifetime over 24 h: what was revoked before the issuer was
 * registered is kept no longer, and must not come to life with it
 */
export function decideRegisterIssuer(org: OrgState, command: RegisterIssuer): IssuerRegistered {
  const iss = checkedIssuer(command.iss);
  const jwksUri = checkedId(command.jwksUri, 'jwksUri', MAX_ISSUER_LENGTH);
  const { algorithms, toleranceMs, maxLifetimeMs, jtiCarriesTime } = command;
  if (algorithms.length === 0 || !algorithms.every((alg) => ASYMMETRIC.test(alg))) {
    throw new DomainError('INVALID_REQUEST', 'algorithms must name asymmetric JWS algorithms, at least one.');
  }
  checkedBound(toleranceMs, 'toleranceMs', 0, KEEP_MARGIN_MS);
  checkedBound(maxLifetimeMs, 'maxLifetimeMs', 1, DEFAULT_MAX_LIFETIME_MS.access);
  if (isKnownIssuer(org, iss)) throw new DomainError('ISSUER_ALREADY_REGISTERED');
  return {
    type: 'IssuerRegistered',
    data: { iss, jwksUri, algorithms, toleranceMs, maxLifetimeMs, jtiCarriesTime },
  };
}

/** Ends the reports of a foreign issuer. @throws DomainError `ISSUER_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideUnregisterIssuer(org: OrgState, { iss, reason }: UnregisterIssuer): IssuerUnregistered {
  if (!org.foreignIssuers.has(iss)) throw new DomainError('ISSUER_NOT_FOUND');
  return { type: 'IssuerUnregistered', data: { iss, ...checkedReason(reason) } };
}

/**
 * Makes an app of a foreign issuer known; nothing happens when it is known, here or there.
 * @throws DomainError `ISSUER_NOT_FOUND`, `INVALID_ID`
 */
export function decideReportApp(org: OrgState, { iss, clientId }: ReportApp): AppReported | null {
  if (!org.foreignIssuers.has(iss)) throw new DomainError('ISSUER_NOT_FOUND');
  if (org.apps.has(clientId) || org.foreignApps.has(clientId)) return null;
  return { type: 'AppReported', data: { iss, clientId: checkedClientId(clientId) } };
}

function checkedBound(value: number, what: string, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new DomainError(
    'INVALID_REQUEST',
    `${what} must be a whole number from ${String(min)} to ${String(max)}.`,
  );
}
