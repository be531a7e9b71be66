/**
 * What is kept of an app's registration, by its RFC 7591 section 2 names. Secrets are not here: they live in the
 * credential store.
 */
export interface ClientMetadata {
  readonly client_name?: string;
  readonly redirect_uris?: readonly string[];
  readonly grant_types: readonly GrantType[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: TokenEndpointAuthMethod;
  /** Space-separated scopes that the app may ask for. */
  readonly scope?: string;
  readonly client_uri?: string;
  readonly logo_uri?: string;
  readonly contacts?: readonly string[];
  readonly tos_uri?: string;
  readonly policy_uri?: string;
  readonly software_id?: string;
  readonly software_version?: string;
}

/**
 * Grant types that the issuer offers (RFC 7591 section 2). `password` (RFC 6749 section 4.3) is for what can't be changed any
 * more: organisations don't allow it unless they say so, and its tokens are valid once.
 */
export const GRANT_TYPES = ['authorization_code', 'client_credentials', 'refresh_token', 'password'] as const;

/** One of {@link GRANT_TYPES}. */
export type GrantType = (typeof GRANT_TYPES)[number];

/** Client authentication at the token endpoint (RFC 7591 section 2); `none` is a public client. */
export type TokenEndpointAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none';
