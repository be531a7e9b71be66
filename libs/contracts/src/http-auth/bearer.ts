/** `b64token` of RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * Reads the token in the value of an `Authorization` header (RFC 6750 section 2.1). `null` where there is no header, where it has another
 * scheme, and where what follows the scheme can't be a token.
 *
 * @example
 * parseBearer('Bearer abc.def'); // 'abc.def'
 */
export function parseBearer(header: string | undefined): string | null {
  return BEARER.exec(header ?? '')?.[1] ?? null;
}
