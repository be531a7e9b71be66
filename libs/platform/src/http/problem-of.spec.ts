import { describe, expect, it } from '@jest/globals';
import { HttpException, NotFoundException } from '@nestjs/common';
import { ContractError, PROBLEMS, type ProblemCode } from '#contracts';
import { DOMAIN_ERROR_CODES, DomainError } from '#domain';
import { EventLogError } from '#event-log';
import { ReadModelError, WriteContentionError } from '#read-models';
import { IdempotencyKeyReusedError, OutcomeUnknownError } from '#decision-log';
import { CredentialStoreError } from '../credentials/index.js';
import { ProblemException } from './problem.exception.js';
import { problemOf } from './problem-of.js';

const SECRET = 'eyJhbGciOi.secret';
const framework = (fields: object): Error => Object.assign(new Error(SECRET), fields);

describe('every domain error', () => {
  it.each(DOMAIN_ERROR_CODES)('%s is the caller’s problem, with its text', (code) => {
    const error = new DomainError(code);
    const exception = problemOf(error);
    const { status } = PROBLEMS[exception.code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(exception.extras.detail).toBe(error.message);
  });
});

describe('what cannot be done now is 503 with Retry-After, and says nothing of why', () => {
  it.each<[string, Error, ProblemCode]>([
    ['an unknown outcome', new OutcomeUnknownError(SECRET), 'OUTCOME_UNKNOWN'],
    [
      'an append that was never acknowledged',
      new EventLogError('APPEND_OUTCOME_UNKNOWN', SECRET, true),
      'OUTCOME_UNKNOWN',
    ],
    ['a log that is away', new EventLogError('LOG_UNAVAILABLE', SECRET, true), 'LOG_UNAVAILABLE'],
    ['a log that is closed', new EventLogError('LOG_CLOSED', SECRET, false), 'LOG_UNAVAILABLE'],
    ['read models that are away', new ReadModelError('STORE_UNAVAILABLE', SECRET, true), 'STORE_UNAVAILABLE'],
    [
      'credentials that are away',
      new CredentialStoreError('STORE_UNAVAILABLE', SECRET, true),
      'STORE_UNAVAILABLE',
    ],
    ['a framework that is closing', framework({ statusCode: 503, code: 'FST_ERR_CLOSED' }), 'NOT_READY'],
  ])('%s', (_case, error, code) => {
    const exception = problemOf(error);
    expect(exception.code).toBe(code);
    expect(PROBLEMS[code].status).toBe(503);
    expect(exception.extras.headers?.['retry-after']).toMatch(/^\d+$/);
    expect(JSON.stringify([exception.extras.detail, exception.extras.members])).not.toContain(SECRET);
  });

  it('tells the caller that repeating with the same key is safe where the outcome is unknown', () => {
    expect(problemOf(new OutcomeUnknownError()).extras.detail).toContain('Idempotency-Key');
  });
});

describe('each other error has its code, and its text stays inside', () => {
  it.each<[string, unknown, ProblemCode]>([
    ['a cursor of somebody else', new ReadModelError('BAD_CURSOR', SECRET, false), 'BAD_CURSOR'],
    ['a query without an index', new ReadModelError('UNKNOWN_INDEX', SECRET, false), 'INTERNAL'],
    ['writers in each other’s way', new WriteContentionError(SECRET), 'INTERNAL'],
    ['an alias that is taken', new CredentialStoreError('ALIAS_TAKEN', SECRET, false), 'CONFLICT'],
    ['a record that is too large', new EventLogError('RECORD_TOO_LARGE', SECRET, false), 'PAYLOAD_TOO_LARGE'],
    [
      'a record that is too large to encode',
      new ContractError('RECORD_TOO_LARGE', SECRET),
      'PAYLOAD_TOO_LARGE',
    ],
    ['a fact that the codec refuses', new ContractError('INVALID_FACT', SECRET), 'INTERNAL'],
    ['a topic that is wrong', new EventLogError('TOPIC_MISCONFIGURED', SECRET, false), 'INTERNAL'],
    ['a bug', new TypeError(SECRET), 'INTERNAL'],
    ['our own text that is no JSON', new SyntaxError(SECRET), 'INTERNAL'],
    ['something thrown that is no error', SECRET, 'INTERNAL'],
    ['nothing', undefined, 'INTERNAL'],
    ['null', null, 'INTERNAL'],
    ['a status that isn’t one', framework({ statusCode: 'x' }), 'INTERNAL'],
    ['a status of success', framework({ statusCode: 200 }), 'INTERNAL'],
    ['a bad gateway of somebody', framework({ statusCode: 502 }), 'INTERNAL'],
    [
      'a body that is no JSON',
      framework({ statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' }),
      'MALFORMED_JSON',
    ],
    [
      'a body that is empty',
      framework({ statusCode: 400, code: 'FST_ERR_CTP_EMPTY_JSON_BODY' }),
      'MALFORMED_JSON',
    ],
    ['a parser’s own error', Object.assign(new SyntaxError(SECRET), { statusCode: 400 }), 'MALFORMED_JSON'],
    [
      'a body that is too large',
      framework({ statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }),
      'PAYLOAD_TOO_LARGE',
    ],
    [
      'another media type',
      framework({ statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a slow request', framework({ statusCode: 408 }), 'REQUEST_TIMEOUT'],
    ['a long URI', framework({ statusCode: 414 }), 'URI_TOO_LONG'],
    ['a status that the table doesn’t name', framework({ statusCode: 418 }), 'INVALID_REQUEST'],
    ['no such route', new NotFoundException(SECRET), 'NOT_FOUND'],
    ['an exception of Nest', new HttpException(SECRET, 405), 'METHOD_NOT_ALLOWED'],
  ])('%s', (_case, error, code) => {
    const exception = problemOf(error);
    expect(exception.code).toBe(code);
    expect(JSON.stringify([exception.extras.detail ?? '', exception.extras.members ?? ''])).not.toContain(
      SECRET,
    );
  });

  it('an idempotency key that is used again', () => {
    expect(problemOf(new IdempotencyKeyReusedError()).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('a problem stays the problem that it is', () => {
    const exception = new ProblemException('APP_NOT_FOUND');
    expect(problemOf(exception)).toBe(exception);
  });
});
