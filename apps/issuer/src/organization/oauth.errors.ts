import { errors } from 'oidc-provider';

/** An error that a client is told in the words of RFC 6749 section 5.2. */
export const OAuthError = errors.OIDCProviderError;

/** Something that this answer depends on is away: 503, and nothing was issued. */
export class TemporarilyUnavailableError extends errors.OIDCProviderError {
  constructor(description: string, cause?: unknown) {
    super(503, 'temporarily_unavailable');
    this.expose = true;
    this.error_description = description;
    this.cause = cause;
  }
}

/** `invalid_grant` with a description of its own. */
export function invalidGrant(description: string): Error {
  const error = new errors.InvalidGrant(description);
  error.error_description = description;
  return error;
}

/** Whether a failure lies with a log or storage that may be back in a moment. */
export function isRetriable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true;
}

/** The OAuth error for a failure of what the issuer works with; everything else stays what it is. */
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
