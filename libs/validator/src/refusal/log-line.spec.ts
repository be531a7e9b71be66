import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { RefusedTokenError } from './refusal.errors.js';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2lnbmF0dXJl';
const found = (...values: unknown[]) => new RefusedTokenError('AUDIENCE_MISMATCH', { found: values }).found;

describe('the log line of a refusal', () => {
  it('says what was expected and found', () => {
    const error = new RefusedTokenError('TYPE_REFUSED', { expected: ['at+jwt', 'jwt'], found: [undefined] });
    expect(error.logLine).toBe('TYPE_REFUSED: expected "at+jwt", "jwt", found none');
    expect(new RefusedTokenError('SCOPE_MISSING', { expected: ['a'], found: [] }).logLine).toBe(
      'SCOPE_MISSING: expected "a", found none',
    );
    expect(new RefusedTokenError('NOT_READY').logLine).toBe('NOT_READY');
  });

  it.each<[string, unknown[], string]>([
    ['a line break and an escape', ['a\r\nb\u001b[31m\u0085'], '"a??b?[31m?"'],
    ['line separators and a change of direction', ['a\u2028b\u2029c\u202e\u200b'], '"a?b?c??"'],
    ['a quote', ['a", found "b'], '"a?, found ?b"'],
    ['half a character', ['a\ud800'], '"a?"'],
    ['a long value', ['x'.repeat(500)], `"${'x'.repeat(100)}…"`],
    ['a long list', Array<string>(1000).fill('x'), '"x", "x", "x", "x", "x" and 995 more'],
    ['a token', [`urn:${TOKEN}`], '"urn:[token]"'],
    ['what begins as a token', [TOKEN.slice(0, 30)], '"[token]"'],
    [
      'what is no text',
      [{ a: TOKEN }, [TOKEN], 7, null],
      'a value of the type object, an array, a value of the type number, null',
    ],
  ])('is harmless with %s', (_what, values, text) => {
    expect(found(...values)).toBe(text);
  });

  it('is one line of bounded length for anything', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.anything())), (values) => {
        const { logLine } = new RefusedTokenError('AUDIENCE_MISMATCH', { expected: values, found: values });
        expect(logLine.length).toBeLessThan(1_500);
        expect(logLine).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });

  it('is in nothing that a framework makes an answer or a dump of', () => {
    const error = new RefusedTokenError('ISSUER_UNKNOWN', {
      expected: ['https://ours.test'],
      found: ['https://theirs.test'],
    });
    const shown = [
      error.message,
      error.challenge,
      JSON.stringify(error),
      JSON.stringify(Object.entries(error)),
      inspect(error),
    ];
    expect(shown.join('\n')).not.toMatch(/ours|theirs/);
    expect(error.logLine).toContain('theirs');
  });
});
