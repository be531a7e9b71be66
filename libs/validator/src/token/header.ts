import { ALGORITHMS, isSignatureAlgorithm, type SignatureAlgorithm } from '../jose/algorithms.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import { decodeBase64url } from '../jose/base64url.js';
import { parseStrictObject } from './strict-json.js';

/** The header members that are read. `jku`, `x5u`, `jwk` and `x5c` are never looked at: a token doesn't choose its key. */
export interface TokenHeader {
  readonly alg: SignatureAlgorithm;
  readonly kid: string | undefined;
  /** Lower case, without `application/` (RFC 7515 section 4.1.9). */
  readonly typ: string | undefined;
}

/** Longest `kid` accepted, characters. */
const MAX_KID_LENGTH = 256;

/**
 * Reads a JOSE header. Anything that changes how the token is processed is refused: `crit` (RFC 7515 section 4.1.11),
 * `b64` (RFC 7797), `enc` and `zip` (RFC 7516).
 *
 * @throws RefusedTokenError `TOKEN_MALFORMED` | `HEADER_REFUSED` | `ALGORITHM_REFUSED` | `TYPE_REFUSED`
 */
export function readHeader(encoded: string): TokenHeader {
  const header = parseStrictObject(decodeBase64url(encoded));
  if (header === null) throw new RefusedTokenError('TOKEN_MALFORMED', { about: 'header' });
  for (const name of ['crit', 'b64', 'enc', 'zip']) {
    if (Object.hasOwn(header, name)) throw new RefusedTokenError('HEADER_REFUSED', { about: name });
  }
  const { alg, kid, typ } = header;
  if (!isSignatureAlgorithm(alg)) {
    throw new RefusedTokenError('ALGORITHM_REFUSED', { expected: Object.keys(ALGORITHMS), found: [alg] });
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid.length === 0 || kid.length > MAX_KID_LENGTH)) {
    throw new RefusedTokenError('HEADER_REFUSED', { about: 'kid' });
  }
  if (typ !== undefined && typeof typ !== 'string')
    throw new RefusedTokenError('TYPE_REFUSED', { found: [typ] });
  return { alg, kid, typ: typ === undefined ? undefined : mediaType(typ) };
}

/** A media type as `typ` compares: case-insensitive, `application/` may be left out. */
export function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}
