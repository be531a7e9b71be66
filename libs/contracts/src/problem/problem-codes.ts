/** The HTTP status of a problem, and its title for people. */
export interface ProblemDefinition {
  readonly status: number;
  readonly title: string;
}

/**
 * Every problem that the HTTP interfaces answer with: its code, status and title (RFC 9457). A published code keeps its meaning and
 * its status.
 */
const TABLE = {
  INVALID_REQUEST: { status: 400, title: 'The request is not valid' },
  MALFORMED_JSON: { status: 400, title: 'The body is not JSON' },
  BAD_CURSOR: { status: 400, title: 'The cursor is malformed or belongs to another list' },
  BAD_POSITION: { status: 400, title: 'The position is malformed or belongs to another log' },
  UNAUTHENTICATED: { status: 401, title: 'Credentials are missing or wrong' },
  TOKEN_REFUSED: { status: 401, title: 'The access token is refused' },
  INSUFFICIENT_SCOPE: { status: 403, title: 'The access token lacks a scope' },
  SCOPE_NOT_HELD: { status: 403, title: 'The caller does not hold a scope that it wants to grant' },
  FORBIDDEN: { status: 403, title: 'The caller is not allowed to do this' },
  APPROVAL_OWN_REQUEST: { status: 403, title: 'The person who asked for approval cannot approve' },
  NOT_FOUND: { status: 404, title: 'There is no such resource' },
  APP_NOT_FOUND: { status: 404, title: 'There is no such app' },
  USER_NOT_FOUND: { status: 404, title: 'There is no such user' },
  GROUP_NOT_FOUND: { status: 404, title: 'There is no such group' },
  TOKEN_NOT_FOUND: { status: 404, title: 'There is no such token' },
  GRANT_NOT_FOUND: { status: 404, title: 'There is no such grant' },
  SESSION_NOT_FOUND: { status: 404, title: 'There is no such session' },
  REVOCATION_NOT_FOUND: { status: 404, title: 'There is no such revocation' },
  EDGE_NOT_FOUND: { status: 404, title: 'There is no such edge' },
  APPROVAL_NOT_FOUND: { status: 404, title: 'There is no such request for approval' },
  SESSION_END_NOT_FOUND: { status: 404, title: 'No end of sessions is announced' },
  ORG_NOT_FOUND: { status: 404, title: 'There is no such organisation' },
  ISSUER_NOT_FOUND: { status: 404, title: 'There is no such issuer' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The resource does not support this method' },
  NOT_ACCEPTABLE: { status: 406, title: 'The resource has no format that the caller accepts' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  CONFLICT: { status: 409, title: 'Another change came first' },
  APP_ALREADY_REGISTERED: { status: 409, title: 'The app is registered already' },
  USER_ALREADY_REGISTERED: { status: 409, title: 'The user is registered already' },
  EDGE_ALREADY_REGISTERED: { status: 409, title: 'The edge is registered already' },
  ORG_ALREADY_REGISTERED: { status: 409, title: 'The organisation is registered already' },
  ISSUER_ALREADY_REGISTERED: { status: 409, title: 'The issuer is registered already' },
  APPROVAL_ALREADY_DECIDED: { status: 409, title: 'The request was approved or declined already' },
  APPROVAL_EXPIRED: { status: 409, title: 'The request was not approved in time' },
  CONFIRMATION_REQUIRED: {
    status: 409,
    title: 'The command needs a confirmation: get it from the preview',
  },
  CONFIRMATION_INVALID: { status: 409, title: 'The confirmation has expired or belongs to another command' },
  CONFIRMATION_OUTDATED: { status: 409, title: 'The preview that was confirmed is out of date' },
  SESSION_END_ALREADY_SCHEDULED: { status: 409, title: 'An end of sessions is announced already' },
  APP_NOT_ALLOWLISTED: { status: 409, title: 'The app is not on the allowlist of the organisation' },
  POSITION_GONE: { status: 410, title: 'The position is no longer available: fetch a snapshot' },
  REVISION_MISMATCH: { status: 412, title: 'The resource has changed since it was read' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large' },
  BULK_TOO_LARGE: { status: 413, title: 'The command has too many items' },
  URI_TOO_LONG: { status: 414, title: 'The URI is too long' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The media type of the body is not accepted' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for another request' },
  PRECONDITION_REQUIRED: { status: 428, title: 'The request needs an If-Match header' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  OUTCOME_UNKNOWN: { status: 503, title: 'The outcome is unknown: retry with the same Idempotency-Key' },
  LOG_UNAVAILABLE: { status: 503, title: 'The event log is not available' },
  STORE_UNAVAILABLE: { status: 503, title: 'The storage is not available' },
  POSITION_NOT_REACHED: { status: 503, title: 'The data has not reached the requested position yet' },
  STALE: { status: 503, title: 'What is known about revocations is too old to answer' },
  NOT_READY: { status: 503, title: 'The service is not ready yet' },
} as const satisfies Readonly<Record<string, ProblemDefinition>>;

/** A stable, machine-readable name of a problem. */
export type ProblemCode = keyof typeof TABLE;

/** {@link ProblemDefinition} by {@link ProblemCode}. */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemDefinition>> = TABLE;
