import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import {
  isIdentifier,
  isInstant,
  isIssuerId,
  isNonNegative,
  isPositionText,
  isTokenId,
  isTokenKind,
  isWholeNumber,
} from './fields.js';
import {
  identifier,
  instant,
  issuerId,
  positionText,
  tokenId,
  tokenKind,
  wholeNumber,
} from './fields.schema.js';

const twoDigits = fc.integer({ min: 0, max: 61 }).map((value) => String(value).padStart(2, '0'));
const instants = fc
  .tuple(
    fc.constantFrom('0000', '1900', '2000', '2024', '2026', '2100', '9999', '99999', '-001'),
    fc.integer({ min: 0, max: 13 }).map((month) => String(month).padStart(2, '0')),
    fc.integer({ min: 0, max: 32 }).map((day) => String(day).padStart(2, '0')),
    fc.constantFrom('T', 't', ' '),
    fc.integer({ min: 0, max: 25 }).map((hour) => String(hour).padStart(2, '0')),
    twoDigits,
    fc.option(twoDigits, { freq: 5 }),
    fc.constantFrom('', '.', '.1', '.123', '.123456789', '.1234567890', ',1'),
    fc.constantFrom('Z', 'Z', 'Z', 'z', '', '+00:00', 'Z\n'),
  )
  .map(([year, month, day, t, hour, minute, second, fraction, zone]) => {
    const seconds = second === null ? '' : `:${second}`;
    return `${year}-${month}-${day}${t}${hour}:${minute}${seconds}${fraction}${zone}`;
  });
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', ' ', 'a\nb', '\u0000', '\ud800', '\udc00a', '😀', 'ä', '\u0085', '\u2028'),
  fc
    .tuple(fc.constantFrom('x', 'ä', '😀'), fc.constantFrom(64, 127, 128, 129, 256, 257, 1024, 2048, 2049))
    .map(([char, length]) => char.repeat(length)),
);
const positions = fc
  .tuple(
    fc.constantFrom('g', 'g-1', '', 'a_b', 'x'.repeat(65)),
    fc.constantFrom(':', '::', ''),
    fc.constantFrom('-1', '-2', '0', '00', '1e3', '9'.repeat(15), '9'.repeat(16), ' 1', '1\n'),
  )
  .map((parts) => parts.join(''));
const numbers = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 0, -1, 0.5, Infinity, -Infinity, NaN, 2 ** 53 - 1, 2 ** 53, 1e308),
);
const anything = fc.oneof(
  instants,
  texts,
  positions,
  numbers,
  fc.jsonValue(),
  fc.constantFrom('access', 'refresh', 'session', 'Access', undefined, null, {}, [], ['access']),
);

describe('the checks of what comes over the wire', () => {
  it.each<[string, (value: unknown) => boolean, z.ZodType]>([
    ['identifiers', isIdentifier, identifier],
    ['token ids', isTokenId, tokenId],
    ['issuers', isIssuerId, issuerId],
    ['times', isInstant, instant],
    ['whole numbers', isWholeNumber, wholeNumber],
    ['positions', isPositionText, positionText],
    ['kinds of tokens', isTokenKind, tokenKind],
  ])('take the %s that the schemas take, and no others', (_what, check, schema) => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(check(value)).toBe(schema.safeParse(value).success);
      }),
      { numRuns: 3_000 },
    );
  });

  it('know every day of the calendar', () => {
    for (const year of [1900, 2000, 2023, 2024, 2100]) {
      for (let month = 1; month <= 12; month += 1) {
        for (let day = 1; day <= 31; day += 1) {
          const text = `${String(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T00:00:00Z`;
          expect([text, isInstant(text)]).toEqual([text, instant.safeParse(text).success]);
        }
      }
    }
  });

  it('take no number that JSON reads as infinite', () => {
    expect([JSON.parse('1e999'), JSON.parse('-1e999'), -1, '1'].map(isNonNegative)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([0, 0.5, 1e300].map(isNonNegative)).toEqual([true, true, true]);
  });
});
