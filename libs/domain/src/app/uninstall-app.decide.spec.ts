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
import { decideUninstallApp } from './uninstall-app.decide.js';

const LONG = 'r'.repeat(501);
const known: AppRegistered = {
  type: 'AppRegistered',
  data: { clientId: 'app-1', metadata: clientMetadata(), installed: false },
};
const forAll = { clientId: 'app-1' };
const forOne = { clientId: 'app-1', userId: 'user-1' };

describe('uninstall an app', () => {
  it('happens for everybody or for one user', () => {
    given([appRegistered()]).when(decideUninstallApp, forAll).then(appUninstalled());
    given([known, userRegistered(), appInstalled({ userId: 'user-1' })])
      .when(decideUninstallApp, forOne)
      .then(appUninstalled({ userId: 'user-1' }));
  });

  it('for everybody, ends also what users installed for themselves', () => {
    given([known, userRegistered(), appInstalled({ userId: 'user-1' })])
      .when(decideUninstallApp, forAll)
      .then(appUninstalled());
  });

  it('does nothing where it is not installed', () => {
    given([known]).when(decideUninstallApp, forAll).thenNothingHappened();
    given([appRegistered(), userRegistered()]).when(decideUninstallApp, forOne).thenNothingHappened();
    given([appRegistered(), appUninstalled()]).when(decideUninstallApp, forAll).thenNothingHappened();
  });

  it('refuses an app or a user that is not known, and a reason that is too long', () => {
    given([]).when(decideUninstallApp, forAll).thenThrows('APP_NOT_FOUND');
    given([appRegistered()]).when(decideUninstallApp, forOne).thenThrows('USER_NOT_FOUND');
    given([appRegistered()])
      .when(decideUninstallApp, { ...forAll, reason: LONG })
      .thenThrows('REASON_TOO_LONG');
  });
});
