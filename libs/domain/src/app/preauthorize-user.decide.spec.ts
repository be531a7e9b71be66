import { describe, it } from '@jest/globals';
import type { Decision } from '../facts/decisions.js';
import { appRegistered, given, groupChanged, preauthorized, userRegistered } from '../testing/index.js';
import { decidePreauthorizeUser } from './preauthorize-user.decide.js';

const LONG = 'r'.repeat(501);
const forAll = { clientId: 'app-1' };
const forOne = { clientId: 'app-1', userId: 'user-1' };
const ofGroup = { clientId: 'app-1', groupId: 'group-1' };

describe('preauthorize', () => {
  const past: readonly Decision[] = [appRegistered(), userRegistered(), groupChanged()];

  it('lets in a user, or whoever is in a group', () => {
    given(past)
      .when(decidePreauthorizeUser, forOne)
      .then(preauthorized({ userId: 'user-1' }));
    given(past)
      .when(decidePreauthorizeUser, ofGroup)
      .then(preauthorized({ groupId: 'group-1' }));
  });

  it('does nothing where it is so', () => {
    const done = given([...past, preauthorized({ userId: 'user-1' }), preauthorized({ groupId: 'group-1' })]);
    done.when(decidePreauthorizeUser, forOne).thenNothingHappened();
    done.when(decidePreauthorizeUser, ofGroup).thenNothingHappened();
  });

  it('refuses what is not known, both at once, neither, and a reason that is too long', () => {
    given([userRegistered()]).when(decidePreauthorizeUser, forOne).thenThrows('APP_NOT_FOUND');
    given([appRegistered()]).when(decidePreauthorizeUser, forOne).thenThrows('USER_NOT_FOUND');
    given([appRegistered()]).when(decidePreauthorizeUser, ofGroup).thenThrows('GROUP_NOT_FOUND');
    given(past)
      .when(decidePreauthorizeUser, { ...forOne, ...ofGroup })
      .thenThrows('INVALID_REQUEST');
    given(past).when(decidePreauthorizeUser, forAll).thenThrows('INVALID_REQUEST');
    given(past)
      .when(decidePreauthorizeUser, { ...forOne, reason: LONG })
      .thenThrows('REASON_TOO_LONG');
  });
});
