import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8Length } from './utf8-length.js';

describe('utf8Length', () => {
  it('is the length that the platform encodes a text to, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
    expect(utf8Length('a\ud800b')).toBe(Buffer.byteLength('a\ud800b'));
  });
});
