import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatIsoTime, parseIsoTime } from './iso-time.js';

const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

describe('ISO 8601 without a platform', () => {
  it('writes and reads every instant of the years 0000 to 9999 as the platform does', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST_MS, max: LAST_MS }), (ms) => {
        const text = new Date(ms).toISOString();
        expect(formatIsoTime(ms)).toBe(text);
        expect(parseIsoTime(text)).toBe(ms);
      }),
      { numRuns: 2_000, examples: [[FIRST_MS], [LAST_MS], [0], [-1], [951_782_400_000], [951_868_800_000]] },
    );
  });

  it.each([
    ['no fraction', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['one digit', '2026-01-02T03:04:05.6Z', '2026-01-02T03:04:05.600Z'],
    ['nanoseconds, cut to ms', '2026-01-02T03:04:05.678999999Z', '2026-01-02T03:04:05.678Z'],
  ])('reads a time with %s', (_case, text, same) => {
    expect(parseIsoTime(text)).toBe(Date.parse(same));
  });

  it.each([
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-01-00T00:00:00Z',
    '2023-00-01T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-01-01T24:00:00Z',
    '2023-01-01T00:60:00Z',
    '2016-12-31T23:59:60Z',
    '2023-01-01T00:00:00+01:00',
    '2023-01-01T00:00:00',
    '2023-01-01',
    ' 2023-01-01T00:00:00Z',
    '2023-01-01T00:00:00Z\n',
    '',
  ])('refuses to read %j', (text) => {
    expect(parseIsoTime(text)).toBeNull();
  });

  it.each([FIRST_MS - 1, LAST_MS + 1, 0.5, NaN, Infinity])('refuses to write %s', (ms) => {
    expect(() => formatIsoTime(ms)).toThrow(RangeError);
  });
});
