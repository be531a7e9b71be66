import { checkedClientId } from '../app/block-app.decide.js';
import type { AppsReported, IssuerRegistered, IssuerUnregistered } from '../facts/decisions.js';
import { checkedId, checkedIssuer, checkedReason, MAX_ISSUER_LENGTH } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import { isKnownIssuer, registeredIssuer } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/index.js';
import type { RegisterIssuer, ReportApps, UnregisterIssuer } from './issuer.commands.js';

/** Algorithms whose verification key isn't the signing key (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
const ASYMMETRIC = /^(?:[RPE]S(?:256|384|512)|EdDSA|Ed25519)$/;

/** How far the clock of a foreign issuer may run ahead at most, ms: with the skew well within what revocations are kept for beyond lifetimes. */
export const MAX_ISSUER_TOLERANCE_MS = 300_000;

/** Apps that are known of one foreign issuer at most: every process that folds keeps them, for good. */
export const MAX_FOREIGN_APPS = 10_000;

/**
 * Registers a foreign issuer.
 * @throws DomainError `INVALID_ID`; `ISSUER_ALREADY_REGISTERED` also for our own; `INVALID_REQUEST` for an algorithm that
 * isn't asymmetric, a tolerance over {@link MAX_ISSUER_TOLERANCE_MS} or a lifetime over 24 h: what was revoked before the issuer was
 * registered is kept no longer, and must not come to life with it
 */
export function decideRegisterIssuer(org: OrgState, command: RegisterIssuer): IssuerRegistered {
  const iss = checkedIssuer(command.iss);
  const jwksUri = checkedId(command.jwksUri, 'jwksUri', MAX_ISSUER_LENGTH);
  const { algorithms, toleranceMs, maxLifetimeMs, jtiCarriesTime } = command;
  if (algorithms.length === 0 || !algorithms.every((alg) => ASYMMETRIC.test(alg))) {
    throw new DomainError('INVALID_REQUEST', 'algorithms must name asymmetric JWS algorithms, at least one.');
  }
  checkedBound(toleranceMs, 'toleranceMs', 0, MAX_ISSUER_TOLERANCE_MS);
  checkedBound(maxLifetimeMs, 'maxLifetimeMs', 1, DEFAULT_MAX_LIFETIME_MS.access);
  if (isKnownIssuer(org, iss)) throw new DomainError('ISSUER_ALREADY_REGISTERED');
  return {
    type: 'IssuerRegistered',
    data: {
      iss,
      jwksUri,
      algorithms,
      toleranceMs,
      maxLifetimeMs,
      jtiCarriesTime,
      ...checkedReporters(command),
    },
  };
}

/** Ends the reports of a foreign issuer. @throws DomainError `ISSUER_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideUnregisterIssuer(org: OrgState, { iss, reason }: UnregisterIssuer): IssuerUnregistered {
  if (registeredIssuer(org, iss) === undefined) throw new DomainError('ISSUER_NOT_FOUND');
  return { type: 'IssuerUnregistered', data: { iss, ...checkedReason(reason) } };
}

/**
 * Makes apps of a foreign issuer known; nothing happens when all are.
 * @throws DomainError `ISSUER_NOT_FOUND`, `INVALID_ID`; `APP_ALREADY_REGISTERED` for an app of ours, whose tokens are our issuer's alone;
 * `INVALID_REQUEST` beyond {@link MAX_FOREIGN_APPS}
 */
export function decideReportApps(org: OrgState, { iss, clientIds }: ReportApps): AppsReported | null {
  if (registeredIssuer(org, iss) === undefined) throw new DomainError('ISSUER_NOT_FOUND');
  const named = new Set(clientIds.map(checkedClientId));
  const own = [...named].find((clientId) => org.apps.has(clientId));
  if (own !== undefined)
    throw new DomainError(
      'APP_ALREADY_REGISTERED',
      `${own} is registered here: only our issuer issues its tokens.`,
    );
  const fresh = [...named].filter((clientId) => !org.foreignApps.has(clientId)).sort();
  if (fresh.length === 0) return null;
  const known = [...org.foreignApps.values()].filter((app) => app.iss === iss).length;
  if (known + fresh.length > MAX_FOREIGN_APPS)
    throw new DomainError(
      'INVALID_REQUEST',
      `At most ${String(MAX_FOREIGN_APPS)} apps of one issuer are known.`,
    );
  return { type: 'AppsReported', data: { iss, clientIds: fresh } };
}

function checkedReporters({ reporters }: RegisterIssuer): { readonly reporters?: readonly string[] } {
  if (reporters === undefined) return {};
  if (reporters.length === 0)
    throw new DomainError('INVALID_REQUEST', 'reporters must name an app, or be left out.');
  return { reporters: reporters.map((clientId) => checkedId(clientId, 'reporters')) };
}

function checkedBound(value: number, what: string, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new DomainError(
    'INVALID_REQUEST',
    `${what} must be a whole number from ${String(min)} to ${String(max)}.`,
  );
}
