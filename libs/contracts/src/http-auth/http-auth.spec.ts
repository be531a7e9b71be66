import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseBasic } from './basic.js';
import { parseBearer } from './bearer.js';

const basic = (text: string | Uint8Array): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('HTTP Basic', () => {
  it('is read as it was written, whatever the password holds', () => {
    const printable = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(printable, printable, (name, password) => {
        const user = name.replaceAll(':', '');
        expect(parseBasic(basic(`${user}:${password}`))).toEqual({ user, password });
      }),
    );
  });

  it.each([
    ['a scheme in another case', `bAsIc ${Buffer.from('a:b').toString('base64')}`],
    ['more spaces than one', `Basic   ${Buffer.from('a:b').toString('base64')}  `],
  ])('is read with %s', (_case, header) => {
    expect(parseBasic(header)).toEqual({ user: 'a', password: 'b' });
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Bearer YTpi'],
    ['no credentials', 'Basic '],
    ['two credentials', 'Basic YTpi YTpi'],
    ['what is no base64', 'Basic YTp_'],
    ['base64 that is cut', 'Basic YTpiY'],
    ['padding within', 'Basic YT=pi'],
    ['no colon', basic('edge')],
    ['a control character', basic('edge:sec\nret')],
    ['what is no UTF-8', basic(Uint8Array.from([0x61, 0x3a, 0xff]))],
  ])('with %s is none', (_case, header) => {
    expect(parseBasic(header)).toBeNull();
  });
});

describe('a bearer token', () => {
  it.each([
    ['Bearer abc.def-_~+/==', 'abc.def-_~+/=='],
    ['bearer abc', 'abc'],
    ['Bearer   abc ', 'abc'],
  ])('is read from %j', (header, token) => {
    expect(parseBearer(header)).toBe(token);
  });

  it.each([
    undefined,
    '',
    'Basic YTpi',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a=b',
    'Bearer a, Bearer b',
  ])('is not in %j', (header) => {
    expect(parseBearer(header)).toBeNull();
  });
});
