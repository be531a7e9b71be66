import { describe, it } from '@jest/globals';
import { given, orgRegistered, OWN_ISSUER, signingKey } from '../testing/index.js';
import { decideRegisterOrg } from './register-organization.decide.js';

describe('register an organisation', () => {
  const command = { name: 'Org 1', issuer: OWN_ISSUER, key: signingKey('key-1') };

  it('happens once', () => {
    given([]).when(decideRegisterOrg, command).then(orgRegistered('key-1'));
    given([orgRegistered()]).when(decideRegisterOrg, command).thenThrows('ORG_ALREADY_REGISTERED');
  });

  it('refuses a name, issuer or kid that is empty', () => {
    given([])
      .when(decideRegisterOrg, { ...command, name: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRegisterOrg, { ...command, issuer: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRegisterOrg, { ...command, key: signingKey('') })
      .thenThrows('INVALID_ID');
  });
});
