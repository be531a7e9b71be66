import { describe, it } from '@jest/globals';
import { given, userRegistered } from '../testing/index.js';
import { decideGrantRole } from './grant-permissions.decide.js';

describe('give a user permissions', () => {
  const granted = {
    type: 'RoleGranted',
    data: { userId: 'user-1', permissions: ['apps:block', 'usage:read'] },
  } as const;

  it('gives what is asked for, each permission once', () => {
    const permissions = ['apps:block', 'usage:read', 'apps:block'];
    given([userRegistered('user-1')])
      .when(decideGrantRole, { userId: 'user-1', permissions })
      .then({ type: 'RoleGranted', data: { userId: 'user-1', permissions: ['usage:read', 'apps:block'] } });
  });

  it('does nothing when the user has them all, or none is asked for', () => {
    const past = given([userRegistered('user-1'), granted]);
    past.when(decideGrantRole, { userId: 'user-1', permissions: ['apps:block'] }).thenNothingHappened();
    past.when(decideGrantRole, { userId: 'user-1', permissions: [] }).thenNothingHappened();
  });

  it('refuses unknown users and scopes that are no permissions', () => {
    const permissions = ['apps:block'];
    given([]).when(decideGrantRole, { userId: 'user-1', permissions }).thenThrows('USER_NOT_FOUND');
    given([userRegistered('user-1')])
      .when(decideGrantRole, { userId: 'user-1', permissions: ['root'] })
      .thenThrows('SCOPE_NOT_HELD');
  });
});
