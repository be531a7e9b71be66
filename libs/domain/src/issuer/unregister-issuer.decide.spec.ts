import { describe, expect, it } from '@jest/globals';
import { decideBlockApp } from '../app/block-app.decide.js';
import {
  appBlocked,
  foldedOrg,
  given,
  issuerRegistered,
  orgRegistered,
  OWN_ISSUER,
  recordedLog,
} from '../testing/index.js';
import { decideRegisterIssuer } from './register-issuer.decide.js';
import { decideReportApps } from './report-apps.decide.js';
import { decideUnregisterIssuer } from './unregister-issuer.decide.js';

describe('unregister a foreign issuer', () => {
  const iss = 'https://foreign.example';
  const ended = { type: 'IssuerUnregistered', data: { iss, reason: 'no longer a partner' } } as const;

  it('ends its reports, and lets it be registered anew, otherwise', () => {
    const past = [orgRegistered(), issuerRegistered(iss)];
    given(past).when(decideUnregisterIssuer, ended.data).then(ended);
    given([...past, ended])
      .when(decideUnregisterIssuer, ended.data)
      .thenThrows('ISSUER_NOT_FOUND');
    given([...past, ended])
      .when(decideReportApps, { iss, clientIds: ['partner'] })
      .thenThrows('ISSUER_NOT_FOUND');
    const otherwise = { ...issuerRegistered(iss).data, toleranceMs: 0 };
    given([...past, ended])
      .when(decideRegisterIssuer, otherwise)
      .then({ type: 'IssuerRegistered', data: otherwise });
  });

  it('keeps what its tokens were judged by, whatever it is registered with anew', () => {
    const first = { ...issuerRegistered(iss).data, toleranceMs: 300_000, jtiCarriesTime: false };
    const again = { ...first, toleranceMs: 0, jtiCarriesTime: true };
    const log = [
      { type: 'IssuerRegistered', data: first },
      ended,
      { type: 'IssuerRegistered', data: again },
    ] as const;
    expect(
      foldedOrg(recordedLog([orgRegistered(), ...log.slice(0, 2)])).foreignIssuers.get(iss),
    ).toMatchObject({
      isRegistered: false,
      toleranceMs: 300_000,
    });
    expect(foldedOrg(recordedLog([orgRegistered(), ...log])).foreignIssuers.get(iss)).toMatchObject({
      isRegistered: true,
      toleranceMs: 300_000,
      jtiCarriesTime: false,
    });
  });

  it('leaves its apps known, so that they can still be blocked', () => {
    const reported = { type: 'AppsReported', data: { iss, clientIds: ['partner'] } } as const;
    given([orgRegistered(), issuerRegistered(iss), reported, ended])
      .when(decideBlockApp, { clientId: 'partner', blockId: 'block-1' })
      .then(appBlocked('partner', 'block-1'));
  });

  it('is not done to our own', () => {
    given([orgRegistered()]).when(decideUnregisterIssuer, { iss: OWN_ISSUER }).thenThrows('ISSUER_NOT_FOUND');
  });
});
