import { describe, it } from '@jest/globals';
import { appPolicyChanged, appRegistered, clientMetadata, given } from '../testing/index.js';
import { decideChangeAppSettings } from './change-app-settings.decide.js';

const LONG = 'r'.repeat(501);

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
