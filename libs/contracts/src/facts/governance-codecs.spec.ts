import { describe, expect, it } from '@jest/globals';
import type { DecisionType } from '#domain';
import { DECISION_CODECS } from './decision-codecs.js';
import { USAGE_CODECS } from './usage-codecs.js';

const app = { clientId: 'app-1' };
const policy = {
  permittedUsers: 'all-users',
  accessTokenLifetimeS: null,
  refreshTokenIdleS: null,
  refreshTokenAbsoluteS: null,
  rotateRefreshTokens: true,
  ipRanges: [],
  maxApprovalsPerUser: 5,
};
const group = { groupId: 'group-1', added: [], removed: [] };
const approval = {
  approvalId: 'approval-1',
  operation: 'revoke-selection',
  parameters: {},
  count: 0,
  expiresAt: '2026-11-22T08:00:00Z',
};
const many = (count: number, text: string): readonly string[] => new Array<string>(count).fill(text);

function kindOf(type: DecisionType, data: object): string {
  const { version } = DECISION_CODECS[type];
  return DECISION_CODECS[type].read(version, data).kind;
}

describe('what is at its bounds', () => {
  it.each<[DecisionType, object]>([
    ['AppPolicyChanged', { ...app, policy: { ...policy, ipRanges: many(256, 'f'.repeat(64)) } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, accessTokenLifetimeS: 400 * 86_400 } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, maxApprovalsPerUser: 1_000 } }],
    ['GroupChanged', { ...group, name: 'n'.repeat(200), added: many(1_000, 'u') }],
    ['RoleWithdrawn', { userId: 'u', permissions: many(100, 'p') }],
    ['OrgSettingsChanged', { allowedGrantTypes: [], approvalThreshold: 0 }],
    ['OrgSettingsChanged', { approvalThreshold: null }],
    ['ApprovalRequested', { ...approval, parameters: { a: 'ü'.repeat(32_764) } }],
    ['AppInstalled', { ...app, reason: 'r'.repeat(500) }],
  ])('is read: %s %#', (type, data) => {
    expect(kindOf(type, data)).toBe('fact');
  });
});

describe('an operation that was named by its method and path', () => {
  it.each<[DecisionType, object]>([
    ['ApprovalRequested', { approvalId: 'a', operation: 'POST /revocations', request: '{}', count: 0 }],
    ['ConfirmationUsed', { confirmationId: 'c', operation: 'POST /organization/revoke' }],
  ])('is an unknown fact: %s', (type, data) => {
    expect(DECISION_CODECS[type].read(1, data).kind).toBe('unknown');
  });
});

describe('what is beyond its bounds', () => {
  it.each<[DecisionType, object]>([
    ['AppPolicyChanged', { ...app, policy: { ...policy, ipRanges: many(257, '::') } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, ipRanges: ['f'.repeat(65)] } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, accessTokenLifetimeS: 0 } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, refreshTokenIdleS: 1.5 } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, refreshTokenAbsoluteS: 400 * 86_400 + 1 } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, maxApprovalsPerUser: 0 } }],
    ['AppPolicyChanged', { ...app, policy: { ...policy, permittedUsers: 'nobody' } }],
    ['AppSettingsChanged', { ...app, metadata: {} }],
    ['GroupChanged', { ...group, added: many(1_001, 'u') }],
    ['GroupChanged', { ...group, name: '' }],
    ['RoleWithdrawn', { userId: 'u', permissions: [] }],
    ['OrgSettingsChanged', { allowedGrantTypes: ['implicit'] }],
    ['OrgSettingsChanged', { approvalThreshold: -1 }],
    ['SessionEndScheduled', { scheduleId: 's', at: 'tomorrow', covers: ['session'] }],
    ['SessionEndScheduled', { scheduleId: 's', at: '2026-11-22T08:00:00Z', covers: [] }],
    ['ConfirmationUsed', { confirmationId: 'c', operation: 'x'.repeat(2_049) }],
    ['ApprovalRequested', { ...approval, parameters: { a: `${'ü'.repeat(32_764)}x` } }],
    ['ApprovalRequested', { ...approval, count: -1 }],
    ['ApprovalGiven', { approvalId: '' }],
    ['AppUninstalled', { ...app, reason: 'r'.repeat(501) }],
  ])('is invalid: %s %#', (type, data) => {
    expect(kindOf(type, data)).toBe('invalid');
  });
});

describe.each(['UserPreauthorized', 'UserPreauthorizationWithdrawn'] as const)('%s', (type) => {
  it('is about exactly one of a user and a group, also when it is written', () => {
    const [user, ofGroup] = [{ userId: 'user-1' }, { groupId: 'group-1' }];
    expect(kindOf(type, { ...app, ...user })).toBe('fact');
    expect(kindOf(type, { ...app, ...ofGroup })).toBe('fact');
    expect(kindOf(type, app)).toBe('invalid');
    expect(kindOf(type, { ...app, ...user, ...ofGroup })).toBe('invalid');
    expect(() => DECISION_CODECS[type].write(app, 'default')).toThrow(
      expect.objectContaining({ code: 'INVALID_FACT', message: `${type}: custom` }),
    );
  });
});

describe('facts of version 1', () => {
  it('are read as they are where version 2 only allows more', () => {
    const metadata = {
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'none',
    };
    const registered = { ...app, metadata };
    expect(DECISION_CODECS.AppRegistered.read(1, registered)).toEqual({
      kind: 'fact',
      fact: { type: 'AppRegistered', data: registered },
    });
    const at = '2026-11-21T08:00:00Z';
    const denied = { ...app, reason: 'blocked', where: 'issuer', count: 1, firstAt: at, lastAt: at };
    expect(USAGE_CODECS.UsageDenied.read(1, denied)).toEqual({
      kind: 'fact',
      fact: { type: 'UsageDenied', data: denied },
    });
  });

  it('are upcast without a guess: what is no record at all stays invalid', () => {
    for (const data of [null, undefined, 'x', []]) {
      expect(DECISION_CODECS.AppRegistered.read(1, data).kind).toBe('invalid');
      expect(USAGE_CODECS.UsageDenied.read(1, data).kind).toBe('invalid');
    }
  });
});
