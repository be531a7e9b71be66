import { splitScope } from '#domain';
import { RefusedTokenError } from '../refusal.errors.js';
import type { VerifiedToken } from '../token/claims.js';
import type { Validator } from '../validator.port.js';

/** What a guard asks beyond a valid token. */
export interface GuardOptions {
  /** Scopes that the token must have, all of them; space-separated or an array. */
  readonly scope?: string | readonly string[];
}

/** `b64token` of RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;
const SCHEME = /^Bearer(?: |$)/i;

/**
 * Takes the token from the `Authorization` header, the only place where it is looked for (RFC 6750 section 2.1).
 *
 * @param headers every value of the header that the request has
 * @throws RefusedTokenError `TOKEN_MISSING` | `AUTHORIZATION_MALFORMED`
 */
export function bearerToken(headers: readonly string[]): string {
  if (headers.length > 1) throw new RefusedTokenError('AUTHORIZATION_MALFORMED');
  const header = headers[0];
  if (header === undefined || !SCHEME.test(header)) throw new RefusedTokenError('TOKEN_MISSING');
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw new RefusedTokenError('AUTHORIZATION_MALFORMED');
  return token;
}

/** The values of `Authorization` in a list of names and values, as `node:http` keeps it; its `headers` drop repeated ones. */
export function authorizationOf(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'authorization');
}

/**
 * Whether a request may pass: a good token with every scope that is asked for.
 *
 * @throws RefusedTokenError (rejects with it)
 */
export async function authorize(
  validator: Validator,
  headers: readonly string[],
  options: GuardOptions = {},
): Promise<VerifiedToken> {
  const text = bearerToken(headers);
  const token = validator.verifySync(text) ?? (await validator.verify(text));
  const wanted = scopesOf(options);
  if (!wanted.every((scope) => token.scopes.includes(scope))) {
    throw new RefusedTokenError('SCOPE_MISSING', { scope: wanted.join(' ') });
  }
  return token;
}

/** What a guard answers to a refused request. */
export interface RefusalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Status and headers for a refusal: the challenge, the reason, and when to come back where it isn't the token's fault. */
export function refusalResponse(error: RefusedTokenError): RefusalResponse {
  const headers = { 'rescind-reason': error.rescindReason, 'cache-control': 'no-store' };
  if (error.status === 503) return { status: 503, headers: { ...headers, 'retry-after': '1' } };
  return { status: error.status, headers: { ...headers, 'www-authenticate': error.challenge } };
}

function scopesOf({ scope }: GuardOptions): readonly string[] {
  if (scope === undefined) return [];
  return typeof scope === 'string' ? splitScope(scope) : scope;
}
