import type { Client } from 'oidc-provider';

/** Whether a page of that origin may read the answers to the app's requests: the app is public, and redirects to that origin. */
export function isAppOrigin(client: Client, origin: string): boolean {
  if (client.clientAuthMethod !== 'none' || origin === 'null') return false;
  return (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin);
}
