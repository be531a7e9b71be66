import { describe, it } from '@jest/globals';
import type { AppPolicy } from '../facts/index.js';
import { appPolicy, appPolicyChanged, appRegistered, appUninstalled, given } from '../testing/index.js';
import { DEFAULT_APP_POLICY } from '../state/app-policy.js';
import { decideChangeAppPolicy, MAX_APPROVALS_LIMIT, MAX_IP_RANGES } from './change-app-policy.decide.js';

const change = { clientId: 'app-1', policy: appPolicy({ accessTokenLifetimeS: 300 }), basedOn: null };

describe('change the policy of an app', () => {
  it('replaces it', () => {
    given([appRegistered()])
      .when(decideChangeAppPolicy, change)
      .then(appPolicyChanged({ accessTokenLifetimeS: 300 }));
    given([appRegistered()])
      .when(decideChangeAppPolicy, { ...change, reason: 'audit' })
      .then({
        type: 'AppPolicyChanged',
        data: { clientId: 'app-1', policy: change.policy, reason: 'audit' },
      });
  });

  it('does nothing when it is the same, in whatever order its members came', () => {
    given([appRegistered(), appPolicyChanged({ ipRanges: ['192.0.2.0/24'] })])
      .when(decideChangeAppPolicy, {
        ...change,
        policy: Object.fromEntries(
          Object.entries(appPolicy({ ipRanges: ['192.0.2.0/24'] })).reverse(),
        ) as unknown as AppPolicy,
      })
      .thenNothingHappened();
    given([appRegistered()])
      .when(decideChangeAppPolicy, { ...change, policy: DEFAULT_APP_POLICY })
      .thenNothingHappened();
  });

  it('sees what an uninstallation reset', () => {
    given([appRegistered(), appPolicyChanged({ accessTokenLifetimeS: 300 }), appUninstalled()])
      .when(decideChangeAppPolicy, { ...change, policy: DEFAULT_APP_POLICY })
      .thenNothingHappened();
  });

  it('refuses an app that is not known, and a reason that is too long', () => {
    given([]).when(decideChangeAppPolicy, change).thenThrows('APP_NOT_FOUND');
    given([appRegistered()])
      .when(decideChangeAppPolicy, { ...change, reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });

  it('refuses a revision that is outdated, also where nothing would change', () => {
    const past = given([appRegistered(), appPolicyChanged({ accessTokenLifetimeS: 300 })]);
    past.when(decideChangeAppPolicy, { ...change, basedOn: 0 }).thenThrows('REVISION_MISMATCH');
    past.when(decideChangeAppPolicy, { ...change, basedOn: 1 }).thenNothingHappened();
    given([appRegistered(), appPolicyChanged(), appUninstalled()])
      .when(decideChangeAppPolicy, { ...change, basedOn: 1 })
      .thenThrows('REVISION_MISMATCH');
  });

  it.each([
    ['an access token of a day', { accessTokenLifetimeS: 86_400 }],
    ['a refresh token of 400 days', { refreshTokenAbsoluteS: 400 * 86_400 }],
    ['one second', { refreshTokenIdleS: 1 }],
    ['as many approvals as there may be', { maxApprovalsPerUser: MAX_APPROVALS_LIMIT }],
    ['as many ranges as there may be', { ipRanges: new Array<string>(MAX_IP_RANGES).fill('192.0.2.1') }],
    ['ranges of both families', { ipRanges: ['10.0.0.0/8', '2001:db8::/32', '::1'] }],
  ])('takes %s', (_case, policy) => {
    given([appRegistered()])
      .when(decideChangeAppPolicy, { ...change, policy: appPolicy(policy) })
      .then(appPolicyChanged(policy));
  });

  it.each([
    ['no lifetime', { accessTokenLifetimeS: 0 }],
    ['an access token that outlives what revocations are kept for', { accessTokenLifetimeS: 86_401 }],
    ['such a refresh token', { refreshTokenAbsoluteS: 400 * 86_400 + 1 }],
    ['such an idle refresh token', { refreshTokenIdleS: 400 * 86_400 + 1 }],
    ['half a second', { refreshTokenIdleS: 0.5 }],
    ['a lifetime that is no number', { accessTokenLifetimeS: Number.NaN }],
    ['no approvals', { maxApprovalsPerUser: 0 }],
    ['too many approvals', { maxApprovalsPerUser: MAX_APPROVALS_LIMIT + 1 }],
    ['too many ranges', { ipRanges: new Array<string>(MAX_IP_RANGES + 1).fill('192.0.2.1') }],
    ['what is no range', { ipRanges: ['192.0.2.0/24', 'office'] }],
    ['a range with bits beyond its prefix', { ipRanges: ['192.0.2.1/24'] }],
  ])('refuses %s', (_case, policy) => {
    given([appRegistered()])
      .when(decideChangeAppPolicy, { ...change, policy: appPolicy(policy) })
      .thenThrows('INVALID_REQUEST');
  });
});
