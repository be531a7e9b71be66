/** A user name (or id) and a password, as HTTP Basic carries them. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** Reads the value of an `Authorization` header as HTTP Basic (RFC 7617); `null` where it has another scheme or is malformed. */
export function parseBasic(header: string): BasicCredentials | null {
  const encoded = /^basic ([a-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
