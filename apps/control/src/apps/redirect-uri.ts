import { isLoopback } from '#contracts';

/**
 * Whether a text may be a redirect URI: an absolute https URI, or http on a loopback address (RFC 8252 section 7.3). It has no fragment
 * (RFC 6749 section 3.1.2), no credentials, and no characters that browsers read differently.
 */
export function isRedirectUri(text: string): boolean {
  const url = parseUrl(text);
  if (url === null || text.includes('#') || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

/** Whether a text is an absolute http(s) URL. A URL of another scheme, such as `javascript:`, could run code when somebody clicks it. */
export function isWebUrl(text: string): boolean {
  return parseUrl(text) !== null;
}

function parseUrl(text: string): URL | null {
  // The parser silently corrects spaces, control characters, backslashes and missing slashes. A URL that needs this is refused.
  if (!/^https?:\/\/[^\s\\\p{Cc}\p{Cs}]+$/u.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}
