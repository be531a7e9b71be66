import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isInRanges, isIpRange } from './ip-range.js';

type Family = 4 | 6;

const bitsOf = (family: Family): number => (family === 4 ? 32 : 128);
const numberOf = (family: Family) => fc.bigInt({ min: 0n, max: (1n << BigInt(bitsOf(family))) - 1n });

/** In the plainest form that there is: no shortening, no zeros left out but leading ones of a group. */
function written(family: Family, value: bigint): string {
  const [width, parts, separator, radix] =
    family === 4 ? ([8, 4, '.', 10] as const) : ([16, 8, ':', 16] as const);
  const groups = Array.from({ length: parts }, (_, index) => {
    const shift = BigInt(width * (parts - 1 - index));
    return ((value >> shift) & ((1n << BigInt(width)) - 1n)).toString(radix);
  });
  return groups.join(separator);
}

const bitText = (family: Family, value: bigint): string => value.toString(2).padStart(bitsOf(family), '0');

/** A range, and an address that shares any number of leading bits with it. */
const rangeAndAddress = fc.constantFrom<Family>(4, 6).chain((family) =>
  fc
    .record({
      base: numberOf(family),
      other: numberOf(family),
      prefix: fc.nat(bitsOf(family)),
      shared: fc.nat(bitsOf(family)),
    })
    .map(({ base, other, prefix, shared }) => {
      const size = bitsOf(family);
      const network = BigInt(`0b${bitText(family, base).slice(0, prefix).padEnd(size, '0')}`);
      const address = BigInt(
        `0b${bitText(family, network).slice(0, shared)}${bitText(family, other).slice(shared)}`,
      );
      return { family, network, address, prefix };
    }),
);
// What is mapped from IPv4 is IPv4, which the plain form of IPv6 doesn't say.
const isMapped = (family: Family, value: bigint): boolean => family === 6 && value >> 32n === 0xffffn;

describe('a range of addresses', () => {
  it('holds an address exactly where the first bits of its prefix agree', () => {
    fc.assert(
      fc.property(rangeAndAddress, ({ family, network, address, prefix }) => {
        fc.pre(!isMapped(family, network) && !isMapped(family, address));
        const range = `${written(family, network)}/${String(prefix)}`;
        const agree = bitText(family, network).slice(0, prefix) === bitText(family, address).slice(0, prefix);
        expect(isIpRange(range)).toBe(true);
        expect(isInRanges(written(family, address), [range])).toBe(agree);
      }),
    );
  });

  it('has no bits beyond its prefix', () => {
    fc.assert(
      fc.property(rangeAndAddress, ({ family, address, prefix }) => {
        fc.pre(!isMapped(family, address));
        const isClean = !bitText(family, address).slice(prefix).includes('1');
        expect(isIpRange(`${written(family, address)}/${String(prefix)}`)).toBe(isClean);
      }),
    );
  });

  it('holds IPv4 addresses also where they are written as IPv6', () => {
    fc.assert(
      fc.property(numberOf(4), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const network = BigInt(`0b0${bitText(4, address).slice(0, prefix).padEnd(32, '0')}`);
        const plain = `${written(4, network)}/${String(prefix)}`;
        const mapped = `::ffff:${written(4, network)}/${String(prefix + 96)}`;
        expect(isIpRange(mapped)).toBe(true);
        for (const range of [plain, mapped]) {
          expect(isInRanges(written(4, address), [range])).toBe(true);
          expect(isInRanges(`::ffff:${written(4, address)}`, [range])).toBe(true);
        }
      }),
    );
  });

  it('never holds an address of the other family', () => {
    expect(isInRanges('192.0.2.1', ['::/0'])).toBe(false);
    expect(isInRanges('2001:db8::1', ['0.0.0.0/0'])).toBe(false);
    expect(isInRanges('::ffff:192.0.2.1', ['0.0.0.0/0'])).toBe(true);
  });

  it.each([
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('takes %s for %s', (short, long) => {
    expect(isInRanges(short, [long])).toBe(true);
    expect(isInRanges(long, [`${short}/128`])).toBe(true);
  });

  it.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/+8',
    '10.0.0.0/8.0',
    '10.0.0.0/ 8',
    ' 10.0.0.0/8',
    '10.0.0/8',
    '10.0.0.256',
    '010.0.0.1',
    '0x0a.0.0.1',
    '10.0.0.1\n',
    '::/129',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1.2.3.4::',
    '12345::',
    'fe80::1%eth0',
    '[::1]',
    '::ffff:192.0.2.0/24',
    '::ffff:0:0/95',
    '٣::',
    'localhost',
  ])('is not %j, which holds nothing and is in none', (text) => {
    expect(isIpRange(text)).toBe(false);
    expect(isInRanges('10.0.0.1', [text])).toBe(false);
    expect(isInRanges(text, ['0.0.0.0/0', '::/0'])).toBe(false);
  });

  it('never throws, whatever it is given', () => {
    const pieces = fc.constantFrom(
      ':',
      '::',
      '.',
      '/',
      '0',
      'ffff',
      '255',
      '1.2.3.4',
      '128',
      '\ud800',
      '%',
      ' ',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.constantFrom(':'.repeat(100_000), '1:'.repeat(100_000), '::'.repeat(50_000), '1'.repeat(100_000)),
    );
    fc.assert(
      fc.property(hostile, hostile, (address, range) => {
        expect(typeof isIpRange(range)).toBe('boolean');
        expect(typeof isInRanges(address, [range, '::/0', '0.0.0.0/0'])).toBe('boolean');
      }),
    );
  });
});
