import { describe, expect, it } from '@jest/globals';
import { splitScope } from './scopes.js';

describe('splitScope', () => {
  it.each<[string | null | undefined, readonly string[]]>([
    [undefined, []],
    [null, []],
    ['', []],
    ['   ', []],
    ['openid', ['openid']],
    ['  openid   usage:read ', ['openid', 'usage:read']],
    ['openid openid', ['openid', 'openid']],
  ])('splits %j at spaces', (scope, scopes) => {
    expect(splitScope(scope)).toEqual(scopes);
  });

  it('takes no other white space for a separator: RFC 6749 knows only the space', () => {
    expect(splitScope('a\tapps:manage\nb')).toEqual(['a\tapps:manage\nb']);
  });
});
