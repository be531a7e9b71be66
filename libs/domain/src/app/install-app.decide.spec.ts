import { describe, it } from '@jest/globals';
import type { AppRegistered } from '../facts/decisions.js';
import {
  appInstalled,
  appRegistered,
  appUninstalled,
  clientMetadata,
  given,
  userRegistered,
} from '../testing/index.js';
import { decideInstallApp } from './install-app.decide.js';

const LONG = 'r'.repeat(501);
const known: AppRegistered = {
  type: 'AppRegistered',
  data: { clientId: 'app-1', metadata: clientMetadata(), installed: false },
};
const forAll = { clientId: 'app-1' };
const forOne = { clientId: 'app-1', userId: 'user-1' };

describe('install an app', () => {
  it('happens for everybody or for one user, and says why', () => {
    given([known]).when(decideInstallApp, forAll).then(appInstalled());
    given([known, userRegistered()])
      .when(decideInstallApp, { ...forOne, reason: 'asked for' })
      .then(appInstalled({ userId: 'user-1', reason: 'asked for' }));
  });

  it('happens again after it was uninstalled', () => {
    given([appRegistered(), appUninstalled()]).when(decideInstallApp, forAll).then(appInstalled());
  });

  it('does nothing where it is', () => {
    given([appRegistered()]).when(decideInstallApp, forAll).thenNothingHappened();
    given([known, userRegistered(), appInstalled({ userId: 'user-1' })])
      .when(decideInstallApp, forOne)
      .thenNothingHappened();
  });

  it('refuses an app or a user that is not known, and a reason that is too long', () => {
    given([]).when(decideInstallApp, forAll).thenThrows('APP_NOT_FOUND');
    given([known]).when(decideInstallApp, forOne).thenThrows('USER_NOT_FOUND');
    given([known])
      .when(decideInstallApp, { ...forAll, reason: LONG })
      .thenThrows('REASON_TOO_LONG');
  });
});
