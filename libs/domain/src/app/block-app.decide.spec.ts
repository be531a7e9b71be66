import { describe, it } from '@jest/globals';
import { appBlocked, appRegistered, given } from '../testing/index.js';
import { decideBlockApp } from './block-app.decide.js';

const LONG_ID = 'x'.repeat(129);

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
