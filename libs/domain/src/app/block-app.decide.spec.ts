import { describe, it } from '@jest/globals';
import {
  appBlocked,
  appPolicyChanged,
  appRegistered,
  appUninstalled,
  clientMetadata,
  given,
  orgSettingsChanged,
  recorded,
} from '../testing/index.js';
import { decideBlockApp, decideRegisterApp, decideUnblockApp } from './block-app.decide.js';

const LONG_ID = 'x'.repeat(129);

describe('register an app', () => {
  const command = { clientId: 'app-1', metadata: clientMetadata(), callerScopes: [] };

  it('registers an app that is not known yet', () => {
    given([]).when(decideRegisterApp, command).then(appRegistered('app-1'));
  });

  it('refuses a client_id that is taken', () => {
    given([appRegistered('app-1')])
      .when(decideRegisterApp, command)
      .thenThrows('APP_ALREADY_REGISTERED');
  });

  it.each([
    ['is empty', ''],
    ['is too long', LONG_ID],
    ['would hide a route', 'tokens'],
    ['holds a control character', 'app\n1'],
    ['has no UTF-8 form', 'app\ud800'],
  ])('refuses a client_id that %s', (_case, clientId) => {
    given([])
      .when(decideRegisterApp, { ...command, clientId })
      .thenThrows('INVALID_ID');
  });

  it('takes a client_id of 128 characters', () => {
    const clientId = 'x'.repeat(128);
    given([])
      .when(decideRegisterApp, { ...command, clientId })
      .then(appRegistered(clientId));
  });

  it('refuses to hand on a permission that the caller does not hold', () => {
    const metadata = clientMetadata({ scope: 'openid apps:block keys:rotate' });
    given([])
      .when(decideRegisterApp, { ...command, metadata, callerScopes: ['apps:block', 'apps:manage'] })
      .thenThrows('SCOPE_NOT_HELD');
  });

  it('hands on permissions that the caller holds, and scopes that are none', () => {
    const metadata = clientMetadata({ scope: 'openid apps:block  invoices:read' });
    given([])
      .when(decideRegisterApp, { ...command, metadata, callerScopes: new Set(['apps:block']) })
      .then(appRegistered('app-1', { scope: metadata.scope ?? '' }));
  });

  it('registers an app without scope', () => {
    const metadata = { ...clientMetadata() };
    delete metadata.scope;
    given([])
      .when(decideRegisterApp, { ...command, metadata })
      .then({ type: 'AppRegistered', data: { clientId: 'app-1', metadata } });
  });
});

describe('register an app without installing it', () => {
  it('says so, and nothing where it is installed', () => {
    const command = { clientId: 'app-1', metadata: clientMetadata(), callerScopes: [] };
    given([])
      .when(decideRegisterApp, { ...command, installed: false })
      .then({
        type: 'AppRegistered',
        data: { clientId: 'app-1', metadata: clientMetadata(), installed: false },
      });
    given([])
      .when(decideRegisterApp, { ...command, installed: true })
      .then(appRegistered('app-1'));
  });
});

describe('block an app', () => {
  it('blocks an app that is not blocked', () => {
    given([appRegistered('app-1')])
      .when(decideBlockApp, { clientId: 'app-1', blockId: 'b1', reason: 'leaked secret' })
      .then({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1', reason: 'leaked secret' } });
  });

  it('leaves an empty reason out', () => {
    given([appRegistered('app-1')])
      .when(decideBlockApp, { clientId: 'app-1', blockId: 'b1', reason: '' })
      .then(appBlocked('app-1', 'b1'));
  });

  it('does nothing when the app is blocked already', () => {
    given([appRegistered('app-1'), appBlocked('app-1', 'b1')])
      .when(decideBlockApp, { clientId: 'app-1', blockId: 'b2' })
      .thenNothingHappened();
  });

  it('blocks again after an unblock, under a new id', () => {
    const lifted = { type: 'AppUnblocked', data: { clientId: 'app-1', blockIds: ['b1'] } } as const;
    const past = given([appRegistered('app-1'), appBlocked('app-1', 'b1'), lifted]);
    past.when(decideBlockApp, { clientId: 'app-1', blockId: 'b2' }).then(appBlocked('app-1', 'b2'));
    past.when(decideBlockApp, { clientId: 'app-1', blockId: 'b1' }).thenThrows('INVALID_ID');
  });

  it('refuses an app that is not known', () => {
    given([]).when(decideBlockApp, { clientId: 'app-1', blockId: 'b1' }).thenThrows('APP_NOT_FOUND');
  });

  it('refuses a block id or a reason that is too long', () => {
    const past = given([appRegistered('app-1')]);
    past.when(decideBlockApp, { clientId: 'app-1', blockId: LONG_ID }).thenThrows('INVALID_ID');
    past
      .when(decideBlockApp, { clientId: 'app-1', blockId: 'b1', reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

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
