import { describe, it } from '@jest/globals';
import { given, orgSettingsChanged } from '../testing/index.js';
import { decideChangeOrgSettings } from './change-organization-settings.decide.js';

const change = (settings: Parameters<typeof orgSettingsChanged>[0], basedOn: number | null = null) => ({
  settings,
  basedOn,
});

describe('change the settings of an organisation', () => {
  it('says only what changes', () => {
    const settings = { apiClientAllowlisting: false, approvalThreshold: 1_000 };
    given([])
      .when(decideChangeOrgSettings, change(settings))
      .then(orgSettingsChanged({ approvalThreshold: 1_000 }));
    given([])
      .when(decideChangeOrgSettings, { ...change({ apiClientAllowlisting: true }), reason: 'audit' })
      .then({ type: 'OrgSettingsChanged', data: { apiClientAllowlisting: true, reason: 'audit' } });
  });

  it('names grant types once, in one order, and may allow none', () => {
    given([])
      .when(
        decideChangeOrgSettings,
        change({ allowedGrantTypes: ['password', 'client_credentials', 'password'] }),
      )
      .then(orgSettingsChanged({ allowedGrantTypes: ['client_credentials', 'password'] }));
    given([])
      .when(decideChangeOrgSettings, change({ allowedGrantTypes: [] }))
      .then(orgSettingsChanged({ allowedGrantTypes: [] }));
  });

  it('takes a threshold away', () => {
    given([orgSettingsChanged({ approvalThreshold: 0 })])
      .when(decideChangeOrgSettings, change({ approvalThreshold: null }))
      .then(orgSettingsChanged({ approvalThreshold: null }));
  });

  it('does nothing when they are so', () => {
    const same = ['refresh_token', 'client_credentials', 'authorization_code'] as const;
    given([])
      .when(decideChangeOrgSettings, change({ allowedGrantTypes: same }))
      .thenNothingHappened();
    given([]).when(decideChangeOrgSettings, change({})).thenNothingHappened();
  });

  it('refuses a revision that is outdated', () => {
    const past = given([
      orgSettingsChanged({ approvalThreshold: 1 }),
      orgSettingsChanged({ approvalThreshold: 2 }),
    ]);
    past.when(decideChangeOrgSettings, change({ approvalThreshold: 3 }, 0)).thenThrows('REVISION_MISMATCH');
    past
      .when(decideChangeOrgSettings, change({ approvalThreshold: 3 }, 1))
      .then(orgSettingsChanged({ approvalThreshold: 3 }));
  });

  it('refuses a grant type that there is not, a threshold that is no number of tokens, a reason that is too long', () => {
    given([])
      .when(decideChangeOrgSettings, change({ allowedGrantTypes: ['implicit' as 'password'] }))
      .thenThrows('INVALID_REQUEST');
    for (const approvalThreshold of [-1, 0.5, Number.NaN, Infinity]) {
      given([]).when(decideChangeOrgSettings, change({ approvalThreshold })).thenThrows('INVALID_REQUEST');
    }
    given([])
      .when(decideChangeOrgSettings, { ...change({}), reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});
