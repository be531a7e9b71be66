import { describe, expect, it } from '@jest/globals';
import { decideChangeAppPolicy, decideChangeAppSettings } from '../app/index.js';
import type { Decision } from '../facts/index.js';
import { decideChangeGroup } from '../group/index.js';
import {
  appPolicy,
  appPolicyChanged,
  appRegistered,
  clientMetadata,
  foldedOrg,
  groupChanged,
  orgSettingsChanged,
  recorded,
  recordedLog,
} from '../testing/index.js';
import { DomainError } from '../checks/domain.errors.js';
import { decideChangeOrgSettings } from '../org/change-organization-settings.decide.js';
import { applyDecision } from './org.fold.js';
import type { OrgState } from '../state/org.state.js';

type Decide = (org: OrgState, basedOn: number | null) => Decision | null;

const metadata = clientMetadata({ client_name: 'Bills' });
const ROWS: readonly (readonly [string, Decision, Decide])[] = [
  [
    'the settings of the organisation',
    orgSettingsChanged({ approvalThreshold: 1 }),
    (org, basedOn) => decideChangeOrgSettings(org, { settings: { approvalThreshold: 0 }, basedOn }),
  ],
  [
    'the policy of an app',
    appPolicyChanged({ accessTokenLifetimeS: 60 }),
    (org, basedOn) => decideChangeAppPolicy(org, { clientId: 'app-1', policy: appPolicy(), basedOn }),
  ],
  [
    'the registration of an app',
    { type: 'AppSettingsChanged', data: { clientId: 'app-1', metadata } },
    (org, basedOn) =>
      decideChangeAppSettings(org, { clientId: 'app-1', metadata, callerScopes: [], basedOn }),
  ],
  [
    'a group',
    groupChanged(),
    (org, basedOn) =>
      decideChangeGroup(org, { groupId: 'group-1', name: 'Else', added: [], removed: [], basedOn }),
  ],
];

const refusalOf = (decide: () => unknown): unknown => {
  try {
    decide();
    return null;
  } catch (error) {
    return error instanceof DomainError ? error.code : error;
  }
};

describe.each(ROWS)('a change of %s', (_case, past, decide) => {
  const org = foldedOrg(recordedLog([appRegistered(), past]));

  it.each([
    ['an outdated revision', 0, 'REVISION_MISMATCH'],
    ['a revision that there is not yet', 2, 'REVISION_MISMATCH'],
    ['the present revision', 1, null],
    ['whichever there is', null, null],
  ])('that is based on %s', (_revision, basedOn, code) => {
    expect(refusalOf(() => decide(org, basedOn))).toBe(code);
  });

  it('that stands in the log, based on a revision ahead of it, stays accepted', () => {
    const fact = decide(org, null);
    if (fact === null) throw new Error('It changes nothing.');
    const copy = foldedOrg(recordedLog([appRegistered(), past]));
    expect(applyDecision(copy, recorded(fact, { offset: 2, basedOn: 7 }))).toEqual({ outcome: 'accepted' });
  });
});

it('a group that there is not is based on no revision', () => {
  const create = { groupId: 'new', added: [], removed: [] };
  const org = foldedOrg([]);
  expect(refusalOf(() => decideChangeGroup(org, { ...create, basedOn: 5 }))).toBe('REVISION_MISMATCH');
  for (const basedOn of [-1, null, undefined])
    expect(decideChangeGroup(org, { ...create, basedOn })).toMatchObject({ type: 'GroupChanged' });
});
