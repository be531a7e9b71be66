import { type RefusalDetail, RefusedTokenError } from '../refusal/refusal.errors.js';

/** Longest token accepted, characters. Compact JWS is ASCII, so also bytes. */
export const MAX_TOKEN_LENGTH = 16_384;

/** The three segments of a compact JWS (RFC 7515 section 3.1), still encoded. */
export interface CompactParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
  /** `header.payload`, what was signed. */
  readonly signingInput: string;
}

const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * Splits a compact JWS, canonical texts only: three non-empty unpadded base64url segments whose unused trailing bits are
 * zero (RFC 4648 section 3.5). Different texts that decode to the same bytes would otherwise name one token.
 *
 * @throws RefusedTokenError `TOKEN_TOO_LARGE` | `TOKEN_MALFORMED`
 */
export function splitCompact(token: string): CompactParts {
  if (token.length > MAX_TOKEN_LENGTH) throw new RefusedTokenError('TOKEN_TOO_LARGE');
  if (!SHAPE.test(token)) throw new RefusedTokenError('TOKEN_MALFORMED', aboutShape(token));
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  const parts = {
    header: token.slice(0, first),
    payload: token.slice(first + 1, second),
    signature: token.slice(second + 1),
    signingInput: token.slice(0, second),
  };
  if (!isCanonical(parts.header) || !isCanonical(parts.payload) || !isCanonical(parts.signature)) {
    throw new RefusedTokenError('TOKEN_MALFORMED');
  }
  return parts;
}

const WITHOUT_DOTS = /^[^.]+$/;

/** A token without dots is opaque: only its issuer can say what it is. */
function aboutShape(token: string): RefusalDetail {
  return WITHOUT_DOTS.test(token)
    ? { about: 'no JWT; opaque tokens are introspected with introspection.opaqueTokens' }
    : {};
}

/** Last characters whose unused bits are zero, by how many characters the last group has. */
const LAST_OF_TWO = 'AQgw';
const LAST_OF_THREE = 'AEIMQUYcgkosw048';

/** Whether re-encoding the decoded bytes would give the same text; the alphabet is checked before. */
function isCanonical(segment: string): boolean {
  const last = segment.charAt(segment.length - 1);
  switch (segment.length % 4) {
    case 0:
      return true;
    case 2:
      return LAST_OF_TWO.includes(last);
    case 3:
      return LAST_OF_THREE.includes(last);
    default:
      return false;
  }
}
