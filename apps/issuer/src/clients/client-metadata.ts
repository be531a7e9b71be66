import { randomBytes } from 'node:crypto';
import type { AppState, ClientMetadata } from '#domain';
import { without } from '../without.js';

/**
 * Where an app's registered scopes are kept for the library. Its own `scope` may only hold what the issuer itself defines;
 * an app's scopes are those of resource servers, and any string.
 */
export const REGISTERED_SCOPE = 'registered_scope';

/**
 * The library demands a secret of confidential clients. Secrets are compared by their hashes, elsewhere; this stands in for
 * them, differs in each process, and is never compared with anything.
 */
const NO_SECRET = randomBytes(32).toString('base64url');
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An app's registration in the form that the library takes (RFC 7591 section 2). */
export function clientMetadataOf({ clientId, metadata }: AppState): Record<string, unknown> {
  const confidential = metadata.token_endpoint_auth_method !== 'none';
  return {
    ...without(metadata, 'scope', 'software_id', 'software_version'),
    client_id: clientId,
    application_type: applicationTypeOf(metadata),
    ...(confidential ? { client_secret: NO_SECRET } : {}),
    [REGISTERED_SCOPE]: metadata.scope ?? '',
  };
}

/** A native app (RFC 8252) may use a loopback address with any port, or a scheme of its own; a web app neither. */
function applicationTypeOf(metadata: ClientMetadata): 'native' | 'web' {
  const uris = (metadata.redirect_uris ?? []).map((uri) => URL.parse(uri));
  const isPlainWeb = (url: URL | null) => url?.protocol === 'http:' && !LOOPBACK.has(url.hostname);
  const isNative = (url: URL | null) =>
    url !== null && (url.protocol === 'http:' ? LOOPBACK.has(url.hostname) : url.protocol !== 'https:');
  return metadata.token_endpoint_auth_method === 'none' && uris.some(isNative) && !uris.some(isPlainWeb)
    ? 'native'
    : 'web';
}
