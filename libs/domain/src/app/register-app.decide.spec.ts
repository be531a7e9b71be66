import { describe, it } from '@jest/globals';
import { appRegistered, clientMetadata, given } from '../testing/index.js';
import { decideRegisterApp } from './register-app.decide.js';

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
