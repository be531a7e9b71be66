import { HttpException } from '@nestjs/common';
import { ContractError, type ContractErrorCode, type ProblemCode } from '#contracts';
import { IdempotencyKeyReusedError, OutcomeUnknownError } from '#decision-log';
import { DomainError, type DomainErrorCode } from '#domain';
import { EventLogError, type EventLogErrorCode } from '#event-log';
import { ReadModelError, type ReadModelErrorCode } from '#read-models';
import { CredentialStoreError, type CredentialStoreErrorCode } from '../credentials/index.js';
import { ProblemException } from './problem.exception.js';

const RETRY_SOON = { 'retry-after': '1' };

const OF_LOG: Record<EventLogErrorCode, ProblemCode> = {
  APPEND_OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  LOG_UNAVAILABLE: 'LOG_UNAVAILABLE',
  LOG_CLOSED: 'LOG_UNAVAILABLE',
  RECORD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  TOPIC_MISCONFIGURED: 'INTERNAL',
};

const OF_READ_MODEL: Record<ReadModelErrorCode, ProblemCode> = {
  BAD_CURSOR: 'BAD_CURSOR',
  UNKNOWN_INDEX: 'INTERNAL',
  STORE_UNAVAILABLE: 'STORE_UNAVAILABLE',
};

const OF_CREDENTIALS: Record<CredentialStoreErrorCode, ProblemCode> = {
  STORE_UNAVAILABLE: 'STORE_UNAVAILABLE',
  ALIAS_TAKEN: 'CONFLICT',
};

const OF_CONTRACT: Record<ContractErrorCode, ProblemCode> = {
  INVALID_FACT: 'INTERNAL',
  TOO_MANY_EFFECTS: 'INTERNAL',
  RECORD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  INVALID_KEYS: 'INTERNAL',
};

const OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'INVALID_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'INVALID_REQUEST',
  503: 'NOT_READY',
};

const NOT_JSON: ReadonlySet<string> = new Set([
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_EMPTY_JSON_BODY',
]);

const OUTCOME_UNKNOWN_DETAIL =
  'The outcome is unknown. Send the same request again with the same Idempotency-Key; it takes effect once.';

/** The only mapping from errors to problem codes. Any other error becomes INTERNAL, and the caller learns nothing about it. */
export function problemOf(error: unknown): ProblemException {
  if (error instanceof ProblemException) return error;
  if (error instanceof DomainError)
    return new ProblemException(ofDomain(error.code), { detail: error.message, cause: error });
  if (error instanceof EventLogError) return ofLog(error);
  if (error instanceof ReadModelError) return storage(OF_READ_MODEL[error.code], error);
  if (error instanceof CredentialStoreError) return storage(OF_CREDENTIALS[error.code], error);
  if (error instanceof ContractError) return new ProblemException(OF_CONTRACT[error.code], { cause: error });
  if (error instanceof OutcomeUnknownError) {
    return new ProblemException('OUTCOME_UNKNOWN', {
      detail: OUTCOME_UNKNOWN_DETAIL,
      headers: RETRY_SOON,
      cause: error,
    });
  }
  if (error instanceof IdempotencyKeyReusedError) {
    return new ProblemException('IDEMPOTENCY_KEY_REUSED', { detail: error.message, cause: error });
  }
  return ofFramework(error);
}

function ofDomain(code: DomainErrorCode): ProblemCode {
  switch (code) {
    case 'INVALID_ID':
    case 'REASON_TOO_LONG':
    case 'COVERS_EMPTY':
      return 'INVALID_REQUEST';
    default:
      return code;
  }
}

function ofLog(error: EventLogError): ProblemException {
  const code = OF_LOG[error.code];
  const detail =
    code === 'OUTCOME_UNKNOWN'
      ? OUTCOME_UNKNOWN_DETAIL
      : 'The event log cannot be written now; nothing was changed.';
  if (code === 'INTERNAL' || code === 'PAYLOAD_TOO_LARGE')
    return new ProblemException(code, { cause: error });
  return new ProblemException(code, { detail, headers: RETRY_SOON, cause: error });
}

function storage(code: ProblemCode, cause: Error): ProblemException {
  return new ProblemException(code, {
    ...(code === 'STORE_UNAVAILABLE' ? { headers: RETRY_SOON } : {}),
    cause,
  });
}

/** Maps errors of Nest and Fastify by their HTTP status. Their messages aren't used, because they may repeat what was sent. */
function ofFramework(error: unknown): ProblemException {
  const { code, statusCode, status, getStatus } = (error ?? {}) as {
    code?: unknown;
    statusCode?: unknown;
    status?: unknown;
    getStatus?: () => number;
  };
  const { cause } = (error ?? {}) as { cause?: unknown };
  // Nest wraps Fastify's errors; the original error is the cause.
  if (error instanceof HttpException && cause instanceof Error) return ofFramework(cause);
  const number = typeof getStatus === 'function' ? getStatus.call(error) : (statusCode ?? status);
  // A syntax error without a status doesn't come from the body parser: it is a bug of ours.
  const unparsable =
    (error instanceof SyntaxError && number === 400) || (typeof code === 'string' && NOT_JSON.has(code));
  if (unparsable)
    return new ProblemException('MALFORMED_JSON', { detail: 'The body is not valid JSON.', cause: error });
  const known = typeof number === 'number' ? ofStatus(number) : 'INTERNAL';
  return new ProblemException(known, {
    ...(known === 'NOT_READY' ? { headers: RETRY_SOON } : {}),
    cause: error,
  });
}

function ofStatus(status: number): ProblemCode {
  const known = OF_STATUS[status];
  if (known !== undefined) return known;
  return status >= 400 && status < 500 ? 'INVALID_REQUEST' : 'INTERNAL';
}
