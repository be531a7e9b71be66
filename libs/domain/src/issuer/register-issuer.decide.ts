import { checkedId, checkedIssuer, MAX_ISSUER_LENGTH } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { IssuerRegistered } from '../facts/decisions.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/effects/limits.js';
import { isKnownIssuer } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Algorithms whose verification key isn't the signing key (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
const ASYMMETRIC = /^(?:[RPE]S(?:256|384|512)|EdDSA|Ed25519)$/;

/** How far the clock of a foreign issuer may run ahead at most, ms: with the skew well within what revocations are kept for beyond lifetimes. */
export const MAX_ISSUER_TOLERANCE_MS = 300_000;

/** Accepts tokens of an issuer that isn't ours, so that they can be revoked. */
export interface RegisterIssuer {
  readonly iss: string;
  readonly jwksUri: string;
  /** JWS algorithms that it signs with (RFC 7518 section 3.1); never `none`, never a shared-secret one. */
  readonly algorithms: readonly string[];
  /** How much later than ours its clock may run, ms. */
  readonly toleranceMs: number;
  /** Longest `exp − iat` that is accepted, ms; at most 24 h. */
  readonly maxLifetimeMs: number;
  readonly jtiCarriesTime: boolean;
  /** The only apps that may report its tokens, by `client_id`; left out: whoever may report. */
  readonly reporters?: readonly string[] | undefined;
}

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
