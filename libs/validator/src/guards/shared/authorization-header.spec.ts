import { describe, expect, it } from '@jest/globals';
import { authorizationOf, type RequestLike } from './authorization-header.js';
import { bearerToken } from './bearer.js';

const A = 'Bearer a.b.c';
const B = 'Bearer d.e.f';

/** The token, or the code of the refusal. */
function read(request: RequestLike): string {
  try {
    return bearerToken(authorizationOf(request));
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('the Authorization header of a request', () => {
  it.each<[string, RequestLike, string]>([
    ['rawHeaders, in any case', { rawHeaders: ['Host', 'x', 'AUTHORIZATION', A] }, 'a.b.c'],
    [
      'rawHeaders with two',
      { rawHeaders: ['Authorization', A, 'authorization', B] },
      'AUTHORIZATION_MALFORMED',
    ],
    [
      'rawHeaders with the same twice',
      { rawHeaders: ['Authorization', A, 'Authorization', A] },
      'AUTHORIZATION_MALFORMED',
    ],
    [
      'rawHeaders with a value that reads like the name',
      { rawHeaders: ['X-Name', 'authorization', 'X-Other', A] },
      'TOKEN_MISSING',
    ],
    [
      'rawHeaders before all others',
      { rawHeaders: ['Host', 'x'], headers: { authorization: A } },
      'TOKEN_MISSING',
    ],
    [
      'empty rawHeaders, then headersDistinct',
      { rawHeaders: [], headersDistinct: { authorization: [A] } },
      'a.b.c',
    ],
    [
      'headersDistinct with two',
      { headersDistinct: { authorization: [A, B] }, headers: { authorization: A } },
      'AUTHORIZATION_MALFORMED',
    ],
    [
      'empty headersDistinct, as node:http makes it of empty rawHeaders',
      { rawHeaders: [], headersDistinct: {}, headers: { authorization: A } },
      'a.b.c',
    ],
    [
      'multiValueHeaders',
      { multiValueHeaders: { Authorization: [A] }, headers: { Authorization: A } },
      'a.b.c',
    ],
    [
      'multiValueHeaders with two, where headers has the last',
      { multiValueHeaders: { Authorization: [A, B] }, headers: { Authorization: B } },
      'AUTHORIZATION_MALFORMED',
    ],
    [
      'multiValueHeaders with two spellings',
      { multiValueHeaders: { Authorization: [A], authorization: [B] } },
      'AUTHORIZATION_MALFORMED',
    ],
    ['multiValueHeaders that are null', { multiValueHeaders: null, headers: { authorization: A } }, 'a.b.c'],
    ['headers', { headers: { authorization: A } }, 'a.b.c'],
    ['headers in the spelling of the client', { headers: { Authorization: A } }, 'a.b.c'],
    [
      'headers with two spellings',
      { headers: { Authorization: A, authorization: B } },
      'AUTHORIZATION_MALFORMED',
    ],
    ['headers with a list', { headers: { authorization: [A, B] } }, 'AUTHORIZATION_MALFORMED'],
    [
      'headers with two joined by a comma',
      { headers: { authorization: `${A}, ${B}` } },
      'AUTHORIZATION_MALFORMED',
    ],
    ['headers with undefined', { headers: { authorization: undefined } }, 'TOKEN_MISSING'],
    ['undefined rawHeaders', { rawHeaders: undefined, headers: { authorization: A } }, 'a.b.c'],
    ['a header whose name is get', { headers: { get: 'x', authorization: A } }, 'a.b.c'],
    ['Headers', { headers: new Headers({ authorization: A }) }, 'a.b.c'],
    [
      'Headers with two',
      {
        headers: new Headers([
          ['authorization', A],
          ['Authorization', B],
        ]),
      },
      'AUTHORIZATION_MALFORMED',
    ],
    ['Headers without it', { headers: new Headers({ host: 'x' }) }, 'TOKEN_MISSING'],
    ['no headers of any sort', {}, 'TOKEN_MISSING'],
    ['null headers', { headers: null }, 'TOKEN_MISSING'],
    [
      'no own header, though the prototype has one',
      { headers: Object.create({ authorization: A }) as Record<string, string> },
      'TOKEN_MISSING',
    ],
  ])('is read from %s', (_shape, request, outcome) => {
    expect(read(request)).toBe(outcome);
  });

  it.each([
    ['a number', 7],
    ['an object', { a: A }],
    ['a list with a number', [7]],
  ])('is missing where its value is %s', (_what, value) => {
    expect(read({ headers: { authorization: value as unknown as string } })).toBe('TOKEN_MISSING');
  });
});
