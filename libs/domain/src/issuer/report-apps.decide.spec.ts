import { describe, it } from '@jest/globals';
import { decideBlockApp } from '../app/block-app.decide.js';
import { decideInstallApp } from '../app/install-app.decide.js';
import { decideRegisterApp } from '../app/register-app.decide.js';
import { decideUnblockApp } from '../app/unblock-app.decide.js';
import { decideRevokeAppTokens } from '../revoke/revoke-app-tokens.decide.js';
import { decideRevokeUserAppTokens } from '../revoke/revoke-user-app-tokens.decide.js';
import {
  appBlocked,
  appRegistered,
  clientMetadata,
  given,
  issuerRegistered,
  orgRegistered,
  OWN_ISSUER,
} from '../testing/index.js';
import { decideReportApps } from './report-apps.decide.js';

describe('report an app of a foreign issuer', () => {
  const iss = 'https://foreign.example';
  const past = [orgRegistered(), issuerRegistered(iss)];
  const reported = { type: 'AppsReported', data: { iss, clientIds: ['partner'] } } as const;

  it('makes it known once, beside those that are', () => {
    given(past).when(decideReportApps, reported.data).then(reported);
    given([...past, reported])
      .when(decideReportApps, reported.data)
      .thenNothingHappened();
    given([...past, reported])
      .when(decideReportApps, { iss, clientIds: ['other', 'partner', 'other'] })
      .then({ type: 'AppsReported', data: { iss, clientIds: ['other'] } });
  });

  it('refuses an app of our own, and our own one that has the id of theirs', () => {
    given([...past, appRegistered('partner')])
      .when(decideReportApps, reported.data)
      .thenThrows('APP_ALREADY_REGISTERED');
    given([...past, reported])
      .when(decideRegisterApp, { clientId: 'partner', metadata: clientMetadata(), callerScopes: [] })
      .thenThrows('APP_ALREADY_REGISTERED');
  });

  it('refuses an issuer that nobody registered, ours too, and a client_id that would hide a route', () => {
    given([orgRegistered()]).when(decideReportApps, reported.data).thenThrows('ISSUER_NOT_FOUND');
    given(past)
      .when(decideReportApps, { ...reported.data, iss: OWN_ISSUER })
      .thenThrows('ISSUER_NOT_FOUND');
    given(past)
      .when(decideReportApps, { iss, clientIds: ['tokens'] })
      .thenThrows('INVALID_ID');
  });

  it('refuses more of them than every process can keep', () => {
    const many = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => `app-${String(first + index)}`);
    const full = Array.from({ length: 10 }, (_, part) => ({
      type: 'AppsReported' as const,
      data: { iss, clientIds: many(part * 1_000, 1_000) },
    }));
    given([...past, ...full])
      .when(decideReportApps, { iss, clientIds: many(9_990, 10) })
      .thenNothingHappened();
    given([...past, ...full])
      .when(decideReportApps, { iss, clientIds: many(9_999, 2) })
      .thenThrows('INVALID_REQUEST');
  });

  it('lets it be blocked, unblocked and revoked, but not installed or changed as one of ours', () => {
    const seen = [...past, reported];
    const blocked = appBlocked('partner', 'block-1');
    const covers = ['access'] as const;
    given(seen).when(decideBlockApp, { clientId: 'partner', blockId: 'block-1' }).then(blocked);
    given([...seen, blocked])
      .when(decideUnblockApp, { clientId: 'partner' })
      .then({ type: 'AppUnblocked', data: { clientId: 'partner', blockIds: ['block-1'] } });
    given(seen)
      .when(decideRevokeAppTokens, { clientId: 'partner', covers })
      .then({ type: 'AppTokensRevoked', data: { clientId: 'partner', covers } });
    given(seen)
      .when(decideRevokeUserAppTokens, { clientId: 'partner', userId: 'u', covers })
      .then({ type: 'UserAppTokensRevoked', data: { clientId: 'partner', userId: 'u', covers } });
    given(seen).when(decideInstallApp, { clientId: 'partner' }).thenThrows('APP_NOT_FOUND');
  });
});
