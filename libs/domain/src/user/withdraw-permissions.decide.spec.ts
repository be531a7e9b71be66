import { describe, it } from '@jest/globals';
import type { Decision } from '../facts/index.js';
import { given, userRegistered } from '../testing/index.js';
import { decideWithdrawRole } from './withdraw-permissions.decide.js';

const granted: Decision = {
  type: 'RoleGranted',
  data: { userId: 'user-1', permissions: ['usage:read', 'apps:block', 'keys:rotate'] },
};
const withdraw = (...permissions: string[]) => ({ userId: 'user-1', permissions });

describe('take permissions back', () => {
  const past = given([userRegistered(), granted]);

  it('takes those that the user has, each once', () => {
    past
      .when(decideWithdrawRole, {
        ...withdraw('keys:rotate', 'usage:read', 'usage:read', 'audit:read'),
        reason: 'left',
      })
      .then({
        type: 'RoleWithdrawn',
        data: { userId: 'user-1', permissions: ['usage:read', 'keys:rotate'], reason: 'left' },
      });
  });

  it('does nothing when the user has none of them, or has them no more', () => {
    past.when(decideWithdrawRole, withdraw('audit:read')).thenNothingHappened();
    past.when(decideWithdrawRole, withdraw('no:such')).thenNothingHappened();
    given([userRegistered(), granted, { type: 'RoleWithdrawn', data: withdraw('apps:block') }])
      .when(decideWithdrawRole, withdraw('apps:block'))
      .thenNothingHappened();
  });

  it('refuses a user who is not known, and a reason that is too long', () => {
    given([]).when(decideWithdrawRole, withdraw('usage:read')).thenThrows('USER_NOT_FOUND');
    past
      .when(decideWithdrawRole, { ...withdraw('usage:read'), reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});
