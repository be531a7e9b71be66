import { describe, expect, it } from '@jest/globals';
import { equalInConstantTime, KeyRing, newSecret, type Sealed, SealError } from './key-ring.js';

const ring = new KeyRing(Buffer.alloc(32, 7));
const other = new KeyRing(Buffer.alloc(32, 8));

describe('sealing', () => {
  it('gives back what was sealed in its context, and hides it', () => {
    const sealed = ring.seal('{"d":"privät"}', 'signing-key/acme/k1');
    expect(ring.open(sealed, 'signing-key/acme/k1')).toBe('{"d":"privät"}');
    expect(JSON.stringify(sealed)).not.toContain('priv');
    expect(ring.seal('same', 'c').ciphertext).not.toBe(ring.seal('same', 'c').ciphertext);
  });

  const flipped = (text: string): string =>
    text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`;
  const cut = (text: string, bytes: number): string =>
    Buffer.from(text, 'base64url').subarray(0, bytes).toString('base64url');

  it.each<[string, (sealed: Sealed) => Sealed]>([
    ['ciphertext', (sealed) => ({ ...sealed, ciphertext: flipped(sealed.ciphertext) })],
    ['tag', (sealed) => ({ ...sealed, tag: flipped(sealed.tag) })],
    ['nonce', (sealed) => ({ ...sealed, iv: flipped(sealed.iv) })],
    ['tag, cut to four bytes', (sealed) => ({ ...sealed, tag: cut(sealed.tag, 4) })],
    ['tag, cut to nothing', (sealed) => ({ ...sealed, tag: '' })],
  ])('opens nothing with another %s', (_part, change) => {
    expect(() => ring.open(change(ring.seal('secret', 'c')), 'c')).toThrow(SealError);
  });

  it('opens nothing in another context or under another key-encryption key', () => {
    const sealed = ring.seal('secret', 'signing-key/acme/k1');
    expect(() => ring.open(sealed, 'signing-key/other/k1')).toThrow(SealError);
    expect(() => other.open(sealed, 'signing-key/acme/k1')).toThrow(SealError);
  });
});

describe('keys', () => {
  it('differ by purpose and by key-encryption key, and are the same in every process', () => {
    expect(ring.derive('a')).toHaveLength(32);
    expect(ring.derive('a')).not.toEqual(ring.derive('b'));
    expect(ring.derive('a')).not.toEqual(other.derive('a'));
    expect(new KeyRing(Buffer.alloc(32, 7)).derive('a')).toEqual(ring.derive('a'));
  });

  it('come from 32 bytes and nothing else', () => {
    expect(() => new KeyRing(Buffer.alloc(31))).toThrow(RangeError);
  });
});

describe('secrets', () => {
  it('match their own hash under the same key only', () => {
    const secret = newSecret();
    expect(ring.verifySecret(secret, ring.hashSecret(secret))).toBe(true);
    expect(ring.verifySecret(`${secret}x`, ring.hashSecret(secret))).toBe(false);
    expect(other.verifySecret(secret, ring.hashSecret(secret))).toBe(false);
    expect(ring.verifySecret(secret, '')).toBe(false);
  });

  it('have 256 bits and never come twice', () => {
    expect(Buffer.from(newSecret(), 'base64url')).toHaveLength(32);
    expect(newSecret()).not.toBe(newSecret());
  });

  it('are digested with a key, apart from MACs and hashes', () => {
    expect(ring.digest('request')).toBe(ring.digest('request'));
    expect(ring.digest('request')).not.toBe(other.digest('request'));
    expect(new Set([ring.digest('x'), ring.mac('x'), ring.hashSecret('x')]).size).toBe(3);
  });
});

it('knows its own MACs, of the same text only', () => {
  expect(ring.isMacOf('position', ring.mac('position'))).toBe(true);
  expect(ring.isMacOf('position', ring.mac('another'))).toBe(false);
  expect(ring.isMacOf('position', other.mac('position'))).toBe(false);
  expect(ring.isMacOf('position', '')).toBe(false);
});

it('compares texts of any length', () => {
  expect(equalInConstantTime('ä', 'ä')).toBe(true);
  expect(equalInConstantTime('a', 'b')).toBe(false);
  expect(equalInConstantTime('a', 'aa')).toBe(false);
});
