import { parseBearer } from '#contracts/edge';
import { RefusedTokenError } from '../../refusal/refusal.errors.js';

/** The scheme is case-insensitive (RFC 9110 section 11.1). */
const SCHEME = /^Bearer(?: |$)/i;

/**
 * Reads the token from the `Authorization` header, the only place where guards look for it (RFC 6750 section 2.1).
 *
 * @param authorization every value of the header that the request has
 * @throws RefusedTokenError `TOKEN_MISSING` | `AUTHORIZATION_MALFORMED`
 * @example
 * ```ts
 * import { bearerToken } from '@rescind/validator';
 *
 * console.log(bearerToken(['Bearer abc'])); // abc
 * ```
 */
export function bearerToken(authorization: readonly string[]): string {
  if (authorization.length > 1) {
    throw malformed(`${String(authorization.length)} headers`);
  }
  const header = authorization[0];
  if (header === undefined) throw missing('no Authorization header');
  // The scheme that was found isn't named: where somebody forgot it, it is the token.
  if (!SCHEME.test(header)) throw missing('an Authorization header that does not begin with Bearer');
  const token = parseBearer(header);
  if (token === null) throw malformed('something else after Bearer');
  return token;
}

const EXPECTED = 'one header, Authorization: Bearer <token>';

function missing(found: string): RefusedTokenError {
  return new RefusedTokenError('TOKEN_MISSING', { expected: EXPECTED, found });
}

function malformed(found: string): RefusedTokenError {
  return new RefusedTokenError('AUTHORIZATION_MALFORMED', { expected: EXPECTED, found });
}
