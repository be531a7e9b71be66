/** A user name (or id) and a password, as HTTP Basic carries them. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** `token68` of RFC 9110 section 11.2, as base64 makes it; the scheme is case-insensitive (section 11.1). */
const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i;
/** RFC 7617 section 2 forbids control characters on both sides of the colon. */
const CONTROL = /\p{Cc}/u;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the value of an `Authorization` header as HTTP Basic (RFC 7617), in UTF-8. `null` where there is no header, where it has another
 * scheme, and where it is malformed: no base64, no UTF-8, no colon, a control character.
 *
 * @example
 * parseBasic('Basic ZWRnZTpzZWNyZXQ='); // { user: 'edge', password: 'secret' }
 */
export function parseBasic(header: string | undefined): BasicCredentials | null {
  const encoded = BASIC.exec(header ?? '')?.[1];
  const text = encoded === undefined ? null : decode(encoded);
  const colon = text?.indexOf(':') ?? -1;
  if (text === null || colon < 0 || CONTROL.test(text)) return null;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decode(encoded: string): string | null {
  try {
    return utf8.decode(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)));
  } catch {
    return null;
  }
}
