import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalTime } from './canonical-time.js';

const FIRST = Date.parse('0000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const instants = fc.integer({ min: FIRST, max: LAST });
const iso = (ms: number): string => new Date(ms).toISOString();

describe('canonicalTime', () => {
  it('leaves a time as the platform writes it as it is', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        expect(canonicalTime(iso(ms), 0)).toBe(iso(ms));
      }),
      { numRuns: 1000 },
    );
  });

  it('writes one form for one instant, whatever its precision', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 999_999 }), (ms, below) => {
        const nanos = iso(ms).replace('Z', `${String(below).padStart(6, '0')}Z`);
        expect(canonicalTime(nanos, 0)).toBe(iso(ms));
        const second = ms - (((ms % 1000) + 1000) % 1000);
        expect(canonicalTime(iso(second).replace('.000Z', 'Z'), 0)).toBe(iso(second));
      }),
    );
  });

  it('keeps the order of instants in the order of texts', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [x, y] = [canonicalTime(iso(a), 0), canonicalTime(iso(b), 0)];
        expect(x < y).toBe(a < b);
      }),
    );
  });

  it('stands the other time in for text that is none', () => {
    expect(canonicalTime('yesterday', 0)).toBe('1970-01-01T00:00:00.000Z');
    expect(canonicalTime('2023-02-29T00:00:00Z', 1)).toBe('1970-01-01T00:00:00.001Z');
  });
});
