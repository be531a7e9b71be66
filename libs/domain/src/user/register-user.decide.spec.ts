import { describe, it } from '@jest/globals';
import { given, userRegistered } from '../testing/index.js';
import { decideRegisterUser } from './register-user.decide.js';

describe('register a user', () => {
  it('happens once per id', () => {
    given([]).when(decideRegisterUser, { userId: 'user-1' }).then(userRegistered('user-1'));
    given([userRegistered('user-1')])
      .when(decideRegisterUser, { userId: 'user-1' })
      .thenThrows('USER_ALREADY_REGISTERED');
    given([]).when(decideRegisterUser, { userId: '' }).thenThrows('INVALID_ID');
  });
});
