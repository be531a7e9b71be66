import { describe, it } from '@jest/globals';
import { appRegistered, given, groupChanged, preauthorized, userRegistered } from '../testing/index.js';
import { decideWithdrawPreauthorization } from './withdraw-preauthorization.decide.js';

const LONG = 'r'.repeat(501);
const forAll = { clientId: 'app-1' };
const forOne = { clientId: 'app-1', userId: 'user-1' };
const ofGroup = { clientId: 'app-1', groupId: 'group-1' };

describe('take a preauthorization back', () => {
  const past = [appRegistered(), userRegistered(), groupChanged()];
  const all = given([...past, preauthorized({ userId: 'user-1' }), preauthorized({ groupId: 'group-1' })]);

  it('happens for a user, or a group', () => {
    all
      .when(decideWithdrawPreauthorization, forOne)
      .then({ type: 'UserPreauthorizationWithdrawn', data: forOne });
    all
      .when(decideWithdrawPreauthorization, { ...ofGroup, reason: 'left' })
      .then({ type: 'UserPreauthorizationWithdrawn', data: { ...ofGroup, reason: 'left' } });
  });

  it('does nothing where there is none, whether the user or group is known or not', () => {
    given(past).when(decideWithdrawPreauthorization, forOne).thenNothingHappened();
    given([appRegistered()]).when(decideWithdrawPreauthorization, ofGroup).thenNothingHappened();
  });

  it('refuses an app that is not known, both at once, neither, and a reason that is too long', () => {
    given([]).when(decideWithdrawPreauthorization, forOne).thenThrows('APP_NOT_FOUND');
    all.when(decideWithdrawPreauthorization, { ...forOne, ...ofGroup }).thenThrows('INVALID_REQUEST');
    all.when(decideWithdrawPreauthorization, forAll).thenThrows('INVALID_REQUEST');
    all.when(decideWithdrawPreauthorization, { ...forOne, reason: LONG }).thenThrows('REASON_TOO_LONG');
  });
});
