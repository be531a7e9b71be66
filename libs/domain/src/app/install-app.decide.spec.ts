import { describe, it } from '@jest/globals';
import type { AppRegistered, Decision } from '../facts/index.js';
import {
  appInstalled,
  appPolicyChanged,
  appRegistered,
  appUninstalled,
  clientMetadata,
  given,
  groupChanged,
  preauthorized,
  userRegistered,
} from '../testing/index.js';
import {
  decideChangeAppSettings,
  decideInstallApp,
  decidePreauthorizeUser,
  decideUninstallApp,
  decideWithdrawPreauthorization,
} from './install-app.decide.js';

const LONG = 'r'.repeat(501);
const known: AppRegistered = {
  type: 'AppRegistered',
  data: { clientId: 'app-1', metadata: clientMetadata(), installed: false },
};
const forAll = { clientId: 'app-1' };
const forOne = { clientId: 'app-1', userId: 'user-1' };
const ofGroup = { clientId: 'app-1', groupId: 'group-1' };

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

describe('change the registration of an app', () => {
  const metadata = clientMetadata({ client_name: 'Bills' });
  const change = { clientId: 'app-1', metadata, callerScopes: [], basedOn: null };

  it('replaces it', () => {
    given([appRegistered()])
      .when(decideChangeAppSettings, { ...change, reason: 'renamed' })
      .then({ type: 'AppSettingsChanged', data: { clientId: 'app-1', metadata, reason: 'renamed' } });
  });

  it('hands on no permission that the caller does not hold, except what the app could ask for already', () => {
    const scoped = { ...change, metadata: clientMetadata({ scope: 'openid apps:block' }) };
    given([appRegistered()]).when(decideChangeAppSettings, scoped).thenThrows('SCOPE_NOT_HELD');
    const fact = {
      type: 'AppSettingsChanged',
      data: { clientId: 'app-1', metadata: scoped.metadata },
    } as const;
    given([appRegistered()])
      .when(decideChangeAppSettings, { ...scoped, callerScopes: ['apps:block'] })
      .then(fact);
    given([appRegistered('app-1', { scope: 'apps:block' })])
      .when(decideChangeAppSettings, scoped)
      .then(fact);
  });

  it('refuses a revision that is outdated; a change of the policy does not make it so', () => {
    const renamed = { type: 'AppSettingsChanged', data: { clientId: 'app-1', metadata } } as const;
    given([appRegistered(), renamed])
      .when(decideChangeAppSettings, { ...change, basedOn: 0 })
      .thenThrows('REVISION_MISMATCH');
    given([appRegistered(), appPolicyChanged({ accessTokenLifetimeS: 60 })])
      .when(decideChangeAppSettings, { ...change, basedOn: 0 })
      .then(renamed);
  });

  it('refuses an app that is not known, and a reason that is too long', () => {
    given([]).when(decideChangeAppSettings, change).thenThrows('APP_NOT_FOUND');
    given([appRegistered()])
      .when(decideChangeAppSettings, { ...change, reason: LONG })
      .thenThrows('REASON_TOO_LONG');
  });
});
