import { errors } from 'oidc-provider';

/** An error whose code and description the client is told (RFC 6749 section 5.2). */
export const OAuthError = errors.OIDCProviderError;

/** Something that the answer depends on, such as the log, is not available: 503, and nothing was issued. */
export class TemporarilyUnavailableError extends errors.OIDCProviderError {
  constructor(description: string, cause?: unknown) {
    super(503, 'temporarily_unavailable');
    this.expose = true;
    this.error_description = description;
    this.cause = cause;
  }
}

/** `invalid_grant` that tells the client why; the library's own one never does. */
export function invalidGrant(description: string): Error {
  const error = new errors.InvalidGrant(description);
  error.error_description = description;
  return error;
}

/** Whether the same call may succeed in a moment: a log or storage was not available. */
export function isRetriable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true;
}

/** The OAuth error for a failure of a log or storage; every other error is returned as it is. */
export function asOAuthError(error: unknown): unknown {
  if (error instanceof OAuthError || !isRetriable(error)) return error;
  return new TemporarilyUnavailableError(
    'The issuer cannot record this now; send the request again later.',
    error,
  );
}

/** `invalid_target` (RFC 8707 section 2). */
export function invalidTarget(): Error {
  return new errors.InvalidTarget(
    'A resource is an absolute URI without a fragment, of at most 2048 characters.',
  );
}
