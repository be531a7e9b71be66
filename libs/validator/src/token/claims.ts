import { type JudgedClaims, parsePosition, splitScope } from '#domain';
import { typeName } from '../refusal/quoted.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import type { JsonObject } from './strict-json.js';

/** Longest `jti`, `sub`, `client_id`, `sid` or `grant_id` accepted, characters. */
const MAX_JTI_LENGTH = 128;
const MAX_ID_LENGTH = 512;

/** Names of the claims to read; `undefined`: the usual ones. */
export interface EffectiveClaimNames {
  /** Otherwise `client_id`, and `azp` where there is none. */
  readonly clientId: string | undefined;
  readonly sessionId: string;
  readonly grantId: string;
  /** Otherwise `scope`, and `scp` where there is none. */
  readonly scope: string | undefined;
}

/** What an issuer's claims are read by. */
export interface ClaimRules {
  readonly issuer: string;
  /** Whether it is the organisation's own issuer, whose tokens must have the claims of RFC 9068. */
  readonly own: boolean;
  /** One of these must be in `aud`. */
  readonly audience: ReadonlySet<string>;
  readonly claimNames: EffectiveClaimNames;
}

/**
 * What is known of a token whose signature was checked. Frozen: one object serves every call with that token.
 *
 * @example
 * ```ts
 * import type { VerifiedToken } from '@rescind/validator';
 *
 * export const mayRead = ({ scopes }: VerifiedToken) => scopes.includes('orders:read');
 * ```
 */
export interface VerifiedToken {
  readonly iss: string;
  readonly sub: string | undefined;
  readonly clientId: string | undefined;
  readonly jti: string | undefined;
  readonly sid: string | undefined;
  readonly grantId: string | undefined;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  /** Epoch ms. */
  readonly expiresAtMs: number;
  /** Every claim, frozen. */
  readonly claims: JsonObject;
}

/** A token's claims, read for the caller and for the judge. */
export interface ReadClaims {
  readonly token: VerifiedToken;
  readonly judged: JudgedClaims;
}

/**
 * Reads the claims of an issuer's token, strictly: a claim that is there has the right type (RFC 7519 section 4.1), and what
 * revocation depends on is there.
 *
 * @throws RefusedTokenError `CLAIM_INVALID` | `AUDIENCE_MISMATCH`
 */
export function readClaims(claims: JsonObject, issuer: ClaimRules, kid: string | undefined): ReadClaims {
  const names = issuer.claimNames;
  const audience = readAudience(claims, issuer);
  const exp = readTime(claims, 'exp', true);
  // Tokens of other issuers are refused without it as well, by the verdict: `lifetime-unbounded`.
  const iat = readTime(claims, 'iat', issuer.own);
  const nbf = readTime(claims, 'nbf', false);
  const jti = readId(claims, 'jti', MAX_JTI_LENGTH, issuer.own);
  const sub = readId(claims, 'sub', MAX_ID_LENGTH, issuer.own);
  const clientId = readClientId(claims, issuer);
  const sid = readId(claims, names.sessionId, MAX_ID_LENGTH, false);
  const grantId = readId(claims, names.grantId, MAX_ID_LENGTH, false);
  const rpos = issuer.own ? readRpos(claims) : undefined;
  const scopes = Object.freeze(readScopes(claims, names.scope));
  const iss = issuer.issuer;
  const expiresAtMs = (exp ?? 0) * 1000;
  const token = Object.freeze({
    iss,
    sub,
    clientId,
    jti,
    sid,
    grantId,
    audience,
    scopes,
    expiresAtMs,
    claims,
  });
  const judged = { kind: 'access', iss, jti, clientId, sub, sid, grantId, kid, rpos, iat, exp, nbf } as const;
  return { token, judged };
}

function readAudience(claims: JsonObject, issuer: ClaimRules): readonly string[] {
  const { aud } = claims;
  const list: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!list.every((value) => typeof value === 'string'))
    throw invalid('aud', 'a string or an array of strings', aud);
  if (!list.some((value) => issuer.audience.has(value))) {
    throw new RefusedTokenError('AUDIENCE_MISMATCH', { expected: [...issuer.audience], found: list });
  }
  return Object.freeze(list);
}

function readTime(claims: JsonObject, name: string, required: boolean): number | undefined {
  const value = claims[name];
  if (value === undefined && !required) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw invalid(name, 'a number of seconds', value);
  }
  return value;
}

function readId(claims: JsonObject, name: string, maxLength: number, required: boolean): string | undefined {
  const value = claims[name];
  if (value === undefined && !required) return undefined;
  if (typeof value !== 'string' || value.length === 0 || value.length > maxLength) {
    throw invalid(name, `a string of 1 to ${String(maxLength)} characters`, value);
  }
  return value;
}

/** The client: the configured claim, or `client_id` (RFC 9068 section 2.2) and then `azp` (OpenID Connect Core section 2). */
function readClientId(claims: JsonObject, issuer: ClaimRules): string | undefined {
  const configured = issuer.claimNames.clientId;
  if (configured !== undefined) return readId(claims, configured, MAX_ID_LENGTH, issuer.own);
  const azp = readId(claims, 'azp', MAX_ID_LENGTH, false);
  return readId(claims, 'client_id', MAX_ID_LENGTH, issuer.own) ?? azp;
}

function readRpos(claims: JsonObject): JudgedClaims['rpos'] {
  const { rpos } = claims;
  if (rpos === undefined) return undefined;
  const position = typeof rpos === 'string' ? parsePosition(rpos) : null;
  if (position === null) throw invalid('rpos', 'a position, generation:offset', rpos);
  return position;
}

function readScopes(claims: JsonObject, configured: string | undefined): readonly string[] {
  const name = configured ?? (claims['scope'] === undefined ? 'scp' : 'scope');
  const value = claims[name];
  if (value === undefined) return [];
  if (typeof value === 'string') return splitScope(value);
  const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [value];
  if (!list.every((scope) => typeof scope === 'string')) {
    throw invalid(name, 'a string or an array of strings', value);
  }
  return list.filter((scope) => scope !== '');
}

/** Names the type that was found, not the value: claims may be about a person. */
function invalid(claim: string, expected: string, value: unknown): RefusedTokenError {
  return new RefusedTokenError('CLAIM_INVALID', { about: claim, expected, found: describe(value) });
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `a string of ${String(value.length)} characters` : typeName(value);
}
