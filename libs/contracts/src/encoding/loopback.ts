const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's host name is the local machine: `localhost` or a loopback address (RFC 8252 section 7.3). */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}
