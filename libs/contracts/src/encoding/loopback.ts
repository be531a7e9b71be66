const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's host name is this machine itself (RFC 8252 section 7.3): `localhost`, or the loopback address that native apps listen on. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}
