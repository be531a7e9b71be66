import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64Url, toBase64Url } from './base64url.js';

describe('base64url', () => {
  it('reads back what it wrote, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['padding', 'AQ=='],
    ['white space', 'AQ ID'],
    ['the other alphabet', '+/+/'],
    ['a length that no bytes have', 'AQIDB'],
    ['unused bits that are set', 'AR'],
  ])('refuses %s, so that a signature has one text', (_case, text) => {
    expect(fromBase64Url(text)).toBeNull();
  });
});
