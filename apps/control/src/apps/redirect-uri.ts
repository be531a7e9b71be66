import { isLoopback } from '#contracts';

/**
 * Whether an app may be redirected to it: https anywhere, http on this machine alone (RFC 8252 section 7.3), absolute,
 * without a fragment (RFC 6749 section 3.1.2) or credentials, and with nothing in it that browsers read differently.
 */
export function isRedirectUri(text: string): boolean {
  const url = parseUrl(text);
  if (url === null || text.includes('#') || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

/** Whether it is an absolute http(s) URL: nothing that a page could run when somebody clicks it. */
export function isWebUrl(text: string): boolean {
  return parseUrl(text) !== null;
}

function parseUrl(text: string): URL | null {
  // The parser forgives spaces, control characters, backslashes and missing slashes; a stored URL must not need that.
  if (!/^https?:\/\/[^\s\\\p{Cc}\p{Cs}]+$/u.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
