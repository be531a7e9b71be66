import { RefusedTokenError } from '../refusal/refusal.errors.js';
import { readClaims } from '../token/claims.js';
import { MAX_TOKEN_LENGTH } from '../token/compact.js';
import type { JsonObject } from '../token/strict-json.js';
import type { AcceptedIssuer } from './accepted-issuer.js';
import { judgeable, type JudgeableToken } from './token-judge.js';

/** `b68token` of RFC 6750 section 2.1, without the dots that would make it a JWT. */
const OPAQUE = /^[A-Za-z0-9\-_~+/]+=*$/;
/** How long an answer without `exp` holds, ms; it is asked again with every call anyway. */
const ASSUMED_LIFETIME_MS = 60_000;

/** Whether it can be an opaque token: it has no dots, so no JWT and no mutant of one. */
export function isOpaque(token: string): boolean {
  return token.length <= MAX_TOKEN_LENGTH && OPAQUE.test(token);
}

/**
 * Reads an active answer (RFC 7662 section 2.2) by the rules of its issuer; without `iss`, of the only one there is.
 *
 * @throws RefusedTokenError `ISSUER_UNKNOWN` | `CLAIM_INVALID` | `AUDIENCE_MISMATCH`
 */
export function readAnswer(
  answer: JsonObject,
  issuers: ReadonlyMap<string, AcceptedIssuer>,
  nowMs: number,
): JudgeableToken {
  const issuer = issuerOf(answer['iss'], issuers);
  if (issuer === undefined) {
    throw new RefusedTokenError('ISSUER_UNKNOWN', { expected: [...issuers.keys()], found: [answer['iss']] });
  }
  const claims = Object.freeze({ exp: (nowMs + ASSUMED_LIFETIME_MS) / 1000, ...answer });
  // What must be in a token of ours need not be in an answer about one.
  return judgeable(readClaims(claims, { ...issuer, own: false }, undefined), issuer);
}

function issuerOf(iss: unknown, issuers: ReadonlyMap<string, AcceptedIssuer>): AcceptedIssuer | undefined {
  if (typeof iss === 'string') return issuers.get(iss);
  return iss === undefined && issuers.size === 1 ? [...issuers.values()][0] : undefined;
}
