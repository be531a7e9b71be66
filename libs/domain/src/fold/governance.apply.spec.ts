import { describe, expect, it } from '@jest/globals';
import type { Decision, GovernanceDecision } from '../facts/index.js';
import {
  appInstalled,
  appPolicyChanged,
  appRegistered,
  approvalRequested,
  appUninstalled,
  canonicalJson,
  clientMetadata,
  foldedOrg,
  groupChanged,
  orgSettingsChanged,
  preauthorized,
  recorded,
  recordedLog,
  sessionEndScheduled,
  userRegistered,
} from '../testing/index.js';
import { applyGovernance } from './governance.apply.js';

const past: readonly Decision[] = [
  appRegistered(),
  userRegistered(),
  { type: 'RoleGranted', data: { userId: 'user-1', permissions: ['usage:read'] } },
  groupChanged(['user-2']),
  preauthorized({ userId: 'user-2' }),
];
const asked = [...past, approvalRequested()];
const announced = [...past, sessionEndScheduled()];

const ROWS: Readonly<Record<GovernanceDecision['type'], readonly [readonly Decision[], GovernanceDecision]>> =
  {
    AppSettingsChanged: [
      past,
      {
        type: 'AppSettingsChanged',
        data: { clientId: 'app-1', metadata: clientMetadata({ client_name: 'Bills' }) },
      },
    ],
    AppPolicyChanged: [past, appPolicyChanged({ accessTokenLifetimeS: 60 })],
    AppInstalled: [past, appInstalled({ userId: 'user-1' })],
    AppUninstalled: [past, appUninstalled()],
    UserPreauthorized: [past, preauthorized({ groupId: 'group-1' })],
    UserPreauthorizationWithdrawn: [
      past,
      { type: 'UserPreauthorizationWithdrawn', data: { clientId: 'app-1', userId: 'user-2' } },
    ],
    GroupChanged: [
      past,
      { type: 'GroupChanged', data: { groupId: 'group-1', added: ['user-1'], removed: ['user-2'] } },
    ],
    RoleWithdrawn: [past, { type: 'RoleWithdrawn', data: { userId: 'user-1', permissions: ['usage:read'] } }],
    OrgSettingsChanged: [past, orgSettingsChanged({ apiClientAllowlisting: true })],
    SessionEndScheduled: [past, sessionEndScheduled()],
    SessionEndCancelled: [announced, { type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1' } }],
    ConfirmationUsed: [past, { type: 'ConfirmationUsed', data: { confirmationId: 'c-1', operation: 'x' } }],
    ApprovalRequested: [past, approvalRequested()],
    ApprovalGiven: [asked, { type: 'ApprovalGiven', data: { approvalId: 'approval-1' } }],
    ApprovalDeclined: [asked, { type: 'ApprovalDeclined', data: { approvalId: 'approval-1' } }],
  };

const nobody = { id: 'nobody', kind: 'user' } as const;

describe.each(Object.values(ROWS))('applied twice', (before, fact) => {
  it(`${fact.type} changes something the first time, and nothing the second`, () => {
    const org = foldedOrg(recordedLog(before));
    const record = recorded(fact, { offset: before.length });
    const untouched = canonicalJson(org);
    applyGovernance(org, fact, record);
    const once = canonicalJson(org);
    expect(once).not.toBe(untouched);
    applyGovernance(org, fact, record);
    expect(canonicalJson(org)).toBe(once);
  });
});

describe('facts that were forged with effects, so that no rule can reject them', () => {
  const effects = [{ effect: 'deny', iss: 'https://issuer.example', jti: 'j1' }] as const;

  it.each<[string, readonly Decision[], Decision]>([
    ['replace no request for approval', asked, approvalRequested({ operation: 'rotate-signing-keys' })],
    [
      'decide nothing again',
      [...asked, { type: 'ApprovalDeclined', data: { approvalId: 'approval-1' } }],
      { type: 'ApprovalGiven', data: { approvalId: 'approval-1' } },
    ],
    ['replace no announced end of sessions', announced, sessionEndScheduled({ scheduleId: 'schedule-2' })],
  ])('%s', (_case, before, fact) => {
    const org = foldedOrg(recordedLog(before));
    const { approvals, sessionEnd } = JSON.parse(canonicalJson(org)) as Record<string, unknown>;
    foldedOrg([recorded(fact, { offset: before.length, effects, actor: nobody })], org);
    expect(JSON.parse(canonicalJson(org))).toMatchObject({ approvals, sessionEnd });
    expect(org.revocations.denied.size).toBe(1);
  });
});
