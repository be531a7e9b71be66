import { describe, expect, it } from '@jest/globals';
import { problem, problemType } from './problem.js';
import { PROBLEMS, type ProblemCode } from './problem-codes.js';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];

describe('the table of problems', () => {
  it('gives every code an error status, a title and a type of its own', () => {
    for (const code of CODES) {
      expect(PROBLEMS[code].status).toBeGreaterThanOrEqual(400);
      expect(PROBLEMS[code].status).toBeLessThan(600);
      expect(PROBLEMS[code].title).not.toBe('');
      expect(problemType(code)).toMatch(/^urn:rescind:problem:[a-z]+(-[a-z]+)*$/);
    }
    expect(new Set(CODES.map(problemType)).size).toBe(CODES.length);
  });

  // Clients rely on these codes and statuses: changing one breaks them.
  it.each<[ProblemCode, number]>([
    ['INVALID_REQUEST', 400],
    ['MALFORMED_JSON', 400],
    ['BAD_CURSOR', 400],
    ['BAD_POSITION', 400],
    ['UNAUTHENTICATED', 401],
    ['TOKEN_REFUSED', 401],
    ['INSUFFICIENT_SCOPE', 403],
    ['FORBIDDEN', 403],
    ['SCOPE_NOT_HELD', 403],
    ['NOT_FOUND', 404],
    ['APP_NOT_FOUND', 404],
    ['CONFLICT', 409],
    ['APP_ALREADY_REGISTERED', 409],
    ['POSITION_GONE', 410],
    ['REVISION_MISMATCH', 412],
    ['PAYLOAD_TOO_LARGE', 413],
    ['UNSUPPORTED_MEDIA_TYPE', 415],
    ['IDEMPOTENCY_KEY_REUSED', 422],
    ['RATE_LIMITED', 429],
    ['INTERNAL', 500],
    ['OUTCOME_UNKNOWN', 503],
    ['LOG_UNAVAILABLE', 503],
    ['STORE_UNAVAILABLE', 503],
    ['NOT_READY', 503],
  ])('answers %s with %i', (code, status) => {
    expect(PROBLEMS[code].status).toBe(status);
  });
});

describe('a problem document', () => {
  it('carries what RFC 9457 names, its code, and extension members', () => {
    const expected = {
      type: 'urn:rescind:problem:insufficient-scope',
      title: 'The access token lacks a scope',
      status: 403,
      code: 'INSUFFICIENT_SCOPE',
      detail: 'This needs apps:block',
      scope: 'apps:block',
    };
    expect(problem('INSUFFICIENT_SCOPE', 'This needs apps:block', { scope: 'apps:block' })).toEqual(expected);
    expect(problem('INSUFFICIENT_SCOPE', { detail: 'This needs apps:block', scope: 'apps:block' })).toEqual(
      expected,
    );
  });

  it('does without detail', () => {
    expect(Object.keys(problem('NOT_FOUND'))).toEqual(['type', 'title', 'status', 'code']);
  });

  it('keeps its own members, whatever an extension is called', () => {
    const { title, status } = PROBLEMS.NOT_FOUND;
    expect(problem('NOT_FOUND', { status: 200, code: 'X', title: 'Y', type: 'Z' })).toEqual({
      type: 'urn:rescind:problem:not-found',
      title,
      status,
      code: 'NOT_FOUND',
    });
  });
});
