import type { OidcClient } from 'oidc-provider';

/** Whether a browser app may read the answers to its requests: a public client, from an origin that it redirects to. */
export function isAppOrigin(client: OidcClient, origin: string): boolean {
  if (client.clientAuthMethod !== 'none' || origin === 'null') return false;
  return client.redirectUris.some((uri) => URL.parse(uri)?.origin === origin);
}
