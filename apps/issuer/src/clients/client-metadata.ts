import { randomBytes } from 'node:crypto';
import { isLoopback } from '#contracts';
import type { AppState, ClientMetadata } from '#domain';
import { without } from '../without.js';

/**
 * Name of the extra client metadata that holds an app's registered scopes. The library's own `scope` takes only scopes that the issuer
 * itself defines; an app's scopes are those of resource servers, and can be any string.
 */
export const REGISTERED_SCOPE = 'registered_scope';

/**
 * Stands in for the secret that the library requires of a confidential client. It is never compared with anything: `IssuerProvider`
 * compares secrets by their hashes. In case that ever fails, it is random.
 */
const PLACEHOLDER_SECRET = randomBytes(32).toString('base64url');

/** An app's registration as client metadata of the library (RFC 7591 section 2). */
export function clientMetadataOf({ clientId, metadata }: AppState): Record<string, unknown> {
  const confidential = metadata.token_endpoint_auth_method !== 'none';
  return {
    ...without(metadata, 'scope', 'software_id', 'software_version'),
    client_id: clientId,
    application_type: applicationTypeOf(metadata),
    ...(confidential ? { client_secret: PLACEHOLDER_SECRET } : {}),
    [REGISTERED_SCOPE]: metadata.scope ?? '',
  };
}

/** A native app (RFC 8252) may redirect to a loopback address with any port, or to a scheme of its own. A web app may do neither. */
function applicationTypeOf(metadata: ClientMetadata): 'native' | 'web' {
  const uris = (metadata.redirect_uris ?? []).map((uri) => URL.parse(uri));
  const isPlainWeb = (url: URL | null) => url?.protocol === 'http:' && !isLoopback(url.hostname);
  const isNative = (url: URL | null) =>
    url !== null && (url.protocol === 'http:' ? isLoopback(url.hostname) : url.protocol !== 'https:');
  return metadata.token_endpoint_auth_method === 'none' && uris.some(isNative) && !uris.some(isPlainWeb)
    ? 'native'
    : 'web';
}
