import { describe, expect, it } from '@jest/globals';
import { appBlocked, appRegistered, foldedOrg, recordedLog } from '../testing/index.js';
import { mayIssue } from './may-issue.decide.js';

const request = { clientId: 'app-1', userId: 'user-1', grantType: 'authorization_code' } as const;
const unblocked = { type: 'AppUnblocked', data: { clientId: 'app-1', blockIds: ['block-1'] } } as const;

describe('mayIssue', () => {
  it('allows an app that is registered for the grant type', () => {
    expect(mayIssue(foldedOrg(recordedLog([appRegistered()])), request)).toEqual({ allowed: true });
  });

  it('denies an app that is not known', () => {
    expect(mayIssue(foldedOrg([]), request)).toEqual({ allowed: false, denial: 'not-installed' });
  });

  it('denies a blocked app, known or not, until the block is lifted', () => {
    const blocked = { allowed: false, denial: 'blocked' };
    expect(mayIssue(foldedOrg(recordedLog([appRegistered(), appBlocked()])), request)).toEqual(blocked);
    expect(mayIssue(foldedOrg(recordedLog([appBlocked()])), request)).toEqual(blocked);
    const lifted = foldedOrg(recordedLog([appRegistered(), appBlocked(), unblocked]));
    expect(mayIssue(lifted, request)).toEqual({ allowed: true });
  });

  it('denies a grant type that the app is not registered for', () => {
    const org = foldedOrg(recordedLog([appRegistered('app-1', { grant_types: ['client_credentials'] })]));
    expect(mayIssue(org, request)).toEqual({ allowed: false, denial: 'flow-blocked' });
    expect(mayIssue(org, { clientId: 'app-1', grantType: 'client_credentials' })).toEqual({ allowed: true });
  });
});
