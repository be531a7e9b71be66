import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { type PositionMac, PositionTokens } from './position-tokens.js';

const tokens = new PositionTokens(macUnder(7));
const position = { generation: '5e3c0b1e-0000-4000-8000-000000000001', offset: 42 };

describe('a position token', () => {
  it('is read back as the position that was given out', () => {
    expect(tokens.read('acme', tokens.issue('acme', position))).toEqual(position);
    expect(tokens.read('acme', tokens.issue('acme', { ...position, offset: -1 }))).toEqual({
      ...position,
      offset: -1,
    });
  });

  it('belongs to one organisation', () => {
    const token = tokens.issue('acme', position);
    expect(tokens.read('other', token)).toBeNull();
    expect(tokens.read('acm', token)).toBeNull();
    // An organisation's id can't be made to swallow a part of the position.
    expect(tokens.read('acme/x', tokens.issue('acme', position))).toBeNull();
  });

  it('belongs to one key-encryption key', () => {
    const stranger = new PositionTokens(macUnder(8));
    expect(stranger.read('acme', tokens.issue('acme', position))).toBeNull();
  });

  const issued = tokens.issue('acme', position);
  it.each([
    ['another offset', issued.replace(':42', ':43')],
    ['a changed MAC', issued.slice(0, -1) + (issued.endsWith('A') ? 'B' : 'A')],
    ['a shorter MAC', issued.slice(0, -1)],
    ['no MAC', issued.slice(0, issued.lastIndexOf('.') + 1)],
    ['no dot', issued.replace('.', '')],
    ['nothing', ''],
    ['a dot', '.'],
    ['a bare position', 'g1:42'],
    ['something long', 'x'.repeat(100_000)],
  ])('with %s is none', (_case, token) => {
    expect(tokens.read('acme', token)).toBeNull();
  });
});

/** A MAC under a key of 32 equal bytes. */
function macUnder(byte: number): PositionMac {
  const mac = (text: string) =>
    createHmac('sha256', Buffer.alloc(32, byte)).update(text).digest('base64url').slice(0, 16);
  return { mac, isMacOf: (text, given) => mac(text) === given };
}
