import { describe, it } from '@jest/globals';
import { given, keysRotated, orgRegistered, signingKey } from '../testing/index.js';
import { decideRotateSigningKeys } from './rotate-signing-keys.decide.js';

describe('rotate the signing keys', () => {
  it('gracefully: retires the key that signs, and leaves the others as they are', () => {
    given([orgRegistered('key-1'), keysRotated('key-2')])
      .when(decideRotateSigningKeys, { mode: 'graceful', key: signingKey('key-3') })
      .then(keysRotated('key-3', { retiredKids: ['key-2'] }));
  });

  it('revoking: denies every key so far that is not denied, the retired ones included', () => {
    given([
      orgRegistered('key-1'),
      keysRotated('key-2', { mode: 'revoke', deniedKids: ['key-1'] }),
      keysRotated('key-3'),
    ])
      .when(decideRotateSigningKeys, { mode: 'revoke', key: signingKey('key-4'), reason: 'backup lost' })
      .then(keysRotated('key-4', { mode: 'revoke', deniedKids: ['key-2', 'key-3'], reason: 'backup lost' }));
  });

  it('refuses an organisation without keys, and a kid that was used before', () => {
    const rotate = { mode: 'graceful', key: signingKey('key-1') } as const;
    given([]).when(decideRotateSigningKeys, rotate).thenThrows('ORG_NOT_FOUND');
    given([orgRegistered('key-1')])
      .when(decideRotateSigningKeys, rotate)
      .thenThrows('INVALID_ID');
  });

  it('refuses a reason that is too long', () => {
    given([orgRegistered()])
      .when(decideRotateSigningKeys, { mode: 'revoke', key: signingKey('key-2'), reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});
