import { describe, it } from '@jest/globals';
import {
  appBlocked,
  appPolicyChanged,
  appRegistered,
  appUninstalled,
  given,
  orgSettingsChanged,
  recorded,
} from '../testing/index.js';
import { decideUnblockApp } from './unblock-app.decide.js';

describe('unblock an app', () => {
  it('lifts exactly the blocks that it sees', () => {
    const lifted = { type: 'AppUnblocked', data: { clientId: 'app-1', blockIds: ['b1'] } } as const;
    given([
      appRegistered('app-1'),
      appRegistered('app-2'),
      appBlocked('app-1', 'b1'),
      lifted,
      appBlocked('app-1', 'b3'),
      appBlocked('app-1', 'b2'),
      appBlocked('app-2', 'b4'),
    ])
      .when(decideUnblockApp, { clientId: 'app-1', reason: 'secret changed' })
      .then({
        type: 'AppUnblocked',
        data: { clientId: 'app-1', blockIds: ['b2', 'b3'], reason: 'secret changed' },
      });
  });

  it('does nothing when the app is not blocked', () => {
    given([appRegistered('app-1')])
      .when(decideUnblockApp, { clientId: 'app-1' })
      .thenNothingHappened();
  });

  it('refuses an app that is not on the allowlist of the organisation, blocked or not', () => {
    const past = [appRegistered('app-1'), orgSettingsChanged({ apiClientAllowlisting: true })];
    const preauthorizedOnly = appPolicyChanged({ permittedUsers: 'preauthorized-users' });
    const unblock = { clientId: 'app-1' };
    given(past).when(decideUnblockApp, unblock).thenThrows('APP_NOT_ALLOWLISTED');
    given([...past, appBlocked('app-1', 'b1')])
      .when(decideUnblockApp, unblock)
      .thenThrows('APP_NOT_ALLOWLISTED');
    given([...past, appBlocked('app-1', 'b1'), preauthorizedOnly])
      .when(decideUnblockApp, unblock)
      .then({ type: 'AppUnblocked', data: { clientId: 'app-1', blockIds: ['b1'] } });
    given([...past, preauthorizedOnly, appUninstalled()])
      .when(decideUnblockApp, unblock)
      .thenThrows('APP_NOT_ALLOWLISTED');
  });

  it('refuses an app that is not known, blocked or not', () => {
    given([recorded(appBlocked('app-1'))])
      .when(decideUnblockApp, { clientId: 'app-1' })
      .thenThrows('APP_NOT_FOUND');
  });
});
