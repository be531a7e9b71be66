import { describe, expect, it } from '@jest/globals';
import type { Actor, Decision, RecordedDecision } from '../facts/index.js';
import { applyDecision, type Outcome } from './org.fold.js';
import {
  appPolicyChanged,
  appRegistered,
  approvalRequested,
  canonicalJson,
  clientMetadata,
  foldedOrg,
  given,
  groupChanged,
  keysRotated,
  orgRegistered,
  orgSettingsChanged,
  recorded,
  recordedLog,
  sessionEndScheduled,
  START_MS,
  timeAt,
  userRegistered,
} from '../testing/index.js';
import { decideUseConfirmation } from '../approvals/confirmation.decide.js';
import { APPROVAL_MEMORY_MS } from './governance.apply.js';

const REQUESTER: Actor = { kind: 'user', id: 'admin-1' };
const SECOND: Actor = { kind: 'user', id: 'admin-2' };
const THIRD: Actor = { kind: 'user', id: 'admin-3' };

const renamed: Decision = {
  type: 'AppSettingsChanged',
  data: { clientId: 'app-1', metadata: clientMetadata({ client_name: 'Bills' }) },
};
const withdrawn: Decision = {
  type: 'RoleWithdrawn',
  data: { userId: 'user-1', permissions: ['usage:read'] },
};
const confirmed = (confirmationId: string): Decision => ({
  type: 'ConfirmationUsed',
  data: { confirmationId, operation: 'revoke-org-tokens' },
});
const orgRevoked: Decision = { type: 'OrgTokensRevoked', data: { covers: ['access'] } };
const approved: Decision = { type: 'ApprovalGiven', data: { approvalId: 'approval-1' } };
const declined: Decision = { type: 'ApprovalDeclined', data: { approvalId: 'approval-1' } };

const ACCEPTED: Outcome = { outcome: 'accepted' };
const rejected = (code: string) => ({ outcome: 'rejected', code });

/** What comes of records after a past. */
function outcomes(past: readonly Decision[], ...next: readonly RecordedDecision[]): readonly Outcome[] {
  const org = foldedOrg(recordedLog(past));
  return next.map((each) => applyDecision(org, each));
}

describe('of two changes that saw the same revision, the first in the log wins', () => {
  it.each<[string, readonly Decision[], Decision]>([
    ['an app’s policy', [appRegistered()], appPolicyChanged({ accessTokenLifetimeS: 60 })],
    ['an app’s registration', [appRegistered()], renamed],
    ['a group', [groupChanged()], groupChanged(['user-1'])],
    [
      'the settings',
      [orgSettingsChanged({ approvalThreshold: 1 })],
      orgSettingsChanged({ approvalThreshold: 2 }),
    ],
    ['a user’s permissions', [userRegistered()], withdrawn],
  ])('of %s', (_case, past, change) => {
    const seen = { basedOn: 0 };
    expect(
      outcomes(
        past,
        recorded(change, { offset: 1, ...seen }),
        recorded(change, { offset: 2, ...seen }),
        recorded(change, { offset: 3, basedOn: 1 }),
        recorded(change, { offset: 4 }),
      ),
    ).toEqual([ACCEPTED, rejected('REVISION_MISMATCH'), ACCEPTED, ACCEPTED]);
  });

  it('of a group that neither of them saw', () => {
    const first = recorded(groupChanged(), { offset: 0, basedOn: -1 });
    const second = recorded(groupChanged(['user-1']), { offset: 1, basedOn: -1 });
    expect(outcomes([], first, second)).toEqual([ACCEPTED, rejected('REVISION_MISMATCH')]);
  });

  it('but a change of the policy and one of the registration are no race', () => {
    const policy = recorded(appPolicyChanged({ accessTokenLifetimeS: 60 }), { offset: 1, basedOn: 0 });
    const settings = recorded(renamed, { offset: 2, basedOn: 0 });
    expect(outcomes([appRegistered()], policy, settings)).toEqual([ACCEPTED, ACCEPTED]);
  });
});

describe('what is not known where it stands in the log', () => {
  it.each<[Decision, string]>([
    [renamed, 'APP_NOT_FOUND'],
    [appPolicyChanged(), 'APP_NOT_FOUND'],
    [{ type: 'AppInstalled', data: { clientId: 'app-1' } }, 'APP_NOT_FOUND'],
    [{ type: 'UserPreauthorized', data: { clientId: 'app-1', userId: 'user-1' } }, 'APP_NOT_FOUND'],
    [{ type: 'UserPreauthorizationWithdrawn', data: { clientId: 'app-1', userId: 'u' } }, 'APP_NOT_FOUND'],
    [withdrawn, 'USER_NOT_FOUND'],
    [{ type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1' } }, 'SESSION_END_NOT_FOUND'],
    [approved, 'APPROVAL_NOT_FOUND'],
    [declined, 'APPROVAL_NOT_FOUND'],
  ])('is refused: $type', (fact, code) => {
    expect(outcomes([], recorded(fact))).toEqual([rejected(code)]);
  });
});

describe('confirmations of revocations of the whole organisation', () => {
  const seen = { basedOn: 0 };

  it('that saw the same: only the first counts, although no revocation came between', () => {
    const first = recorded(confirmed('c-1'), { offset: 1, ...seen });
    const second = recorded(confirmed('c-2'), { offset: 2, ...seen });
    expect(outcomes([orgRevoked], first, second)).toEqual([ACCEPTED, rejected('CONFIRMATION_OUTDATED')]);
  });

  it('count once', () => {
    const first = recorded(confirmed('c-1'), { offset: 1, ...seen });
    const again = recorded(confirmed('c-1'), { offset: 2, ...seen });
    expect(outcomes([orgRevoked], first, again)).toEqual([ACCEPTED, rejected('CONFIRMATION_OUTDATED')]);
  });

  it.each<[string, Decision]>([
    ['all tokens', orgRevoked],
    ['the keys', keysRotated('key-2', { mode: 'revoke', deniedKids: ['key-1'] })],
  ])('do not count after a revocation of %s', (_case, revocation) => {
    const late = recorded(confirmed('c-1'), { offset: 2, ...seen });
    expect(outcomes([orgRegistered(), revocation], late)).toEqual([rejected('CONFIRMATION_OUTDATED')]);
  });

  it('count after other revocations and a graceful rotation', () => {
    const other: Decision = { type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: ['access'] } };
    const next = recorded(confirmed('c-1'), { offset: 3, ...seen });
    expect(outcomes([orgRegistered(), other, keysRotated('key-2')], next)).toEqual([ACCEPTED]);
  });

  it('are refused by the decision as they would be in the log', () => {
    const command = { confirmationId: 'c-2', operation: 'revoke-org-tokens' };
    given([orgRevoked])
      .when(decideUseConfirmation, { ...command, basedOn: 0 })
      .then(confirmed('c-2'));
    given([orgRevoked, confirmed('c-1')])
      .when(decideUseConfirmation, { ...command, basedOn: 0 })
      .thenThrows('CONFIRMATION_OUTDATED');
    given([])
      .when(decideUseConfirmation, { ...command, confirmationId: '', basedOn: 0 })
      .thenThrows('INVALID_ID');
  });
});

describe('approvals', () => {
  const past = [approvalRequested()];
  const by = (actor: Actor, fact: Decision, offset: number, appendedAtMs = START_MS + offset) =>
    recorded(fact, { actor, offset, appendedAtMs });

  it('are given by the first of two, and never by who asked', () => {
    expect(
      outcomes(past, by(REQUESTER, approved, 1), by(SECOND, approved, 2), by(THIRD, approved, 3)),
    ).toEqual([rejected('APPROVAL_OWN_REQUEST'), ACCEPTED, rejected('APPROVAL_ALREADY_DECIDED')]);
  });

  it('are declined or given, whichever comes first; who asked may take it back', () => {
    expect(outcomes(past, by(REQUESTER, declined, 1), by(SECOND, approved, 2))).toEqual([
      ACCEPTED,
      rejected('APPROVAL_ALREADY_DECIDED'),
    ]);
    expect(outcomes(past, by(SECOND, approved, 1), by(REQUESTER, declined, 2))).toEqual([
      ACCEPTED,
      rejected('APPROVAL_ALREADY_DECIDED'),
    ]);
  });

  it('expire on the clock of the log', () => {
    const expiresMs = START_MS + 3_600_000;
    const early = { ...by(SECOND, approved, 1, expiresMs - 1), time: timeAt(expiresMs + 60_000) };
    const late = { ...by(SECOND, approved, 1, expiresMs), time: timeAt(START_MS) };
    expect(outcomes(past, early)).toEqual([ACCEPTED]);
    expect(outcomes(past, late)).toEqual([rejected('APPROVAL_EXPIRED')]);
  });

  it('say who asked and who decided', () => {
    const org = foldedOrg([recorded(approvalRequested(), { actor: REQUESTER }), by(SECOND, approved, 1)]);
    const state = org.approvals.get('approval-1');
    expect(state).toMatchObject({ status: 'given', requestedBy: REQUESTER, decidedBy: SECOND, count: 7 });
  });

  it('keep what was asked first under an id', () => {
    const other = recorded(approvalRequested({ operation: 'rotate-signing-keys' }), { offset: 1 });
    expect(outcomes(past, other)).toEqual([rejected('INVALID_ID')]);
  });

  it('are forgotten a month after they expired', () => {
    const expiresMs = START_MS + 3_600_000;
    const next = (appendedAtMs: number) =>
      foldedOrg([
        recorded(approvalRequested()),
        recorded(approvalRequested({ approvalId: 'approval-2' }), { offset: 1, appendedAtMs }),
      ]);
    expect(next(expiresMs + APPROVAL_MEMORY_MS).approvals.has('approval-1')).toBe(true);
    expect(next(expiresMs + APPROVAL_MEMORY_MS + 1).approvals.has('approval-1')).toBe(false);
  });
});

describe('announced ends of sessions', () => {
  it('are one at a time', () => {
    const second = recorded(sessionEndScheduled({ scheduleId: 'schedule-2' }), { offset: 1 });
    expect(outcomes([sessionEndScheduled()], second)).toEqual([rejected('SESSION_END_ALREADY_SCHEDULED')]);
  });

  it('that happened cannot be cancelled, and a revocation that follows a cancellation still holds', () => {
    const ended: Decision = {
      type: 'OrgTokensRevoked',
      data: { covers: ['session'], scheduleId: 'schedule-1' },
    };
    const cancelled: Decision = { type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1' } };
    const at = (fact: Decision, offset: number) => recorded(fact, { offset });
    expect(outcomes([sessionEndScheduled()], at(ended, 1), at(cancelled, 2))).toEqual([
      ACCEPTED,
      rejected('SESSION_END_NOT_FOUND'),
    ]);
    const raced = foldedOrg(recordedLog([sessionEndScheduled(), cancelled, ended]));
    expect(raced.revocations.watermarks.session.size).toBe(1);
  });
});

describe('what is rejected', () => {
  it('changes nothing', () => {
    const past = [appRegistered(), userRegistered(), approvalRequested(), sessionEndScheduled(), orgRevoked];
    const seen = { basedOn: -1, actor: REQUESTER };
    const late = [
      appPolicyChanged({ accessTokenLifetimeS: 60 }),
      renamed,
      withdrawn,
      sessionEndScheduled({ scheduleId: 'schedule-2' }),
      confirmed('c-1'),
      approved,
    ].map((fact, index) => recorded(fact, { offset: past.length + index, ...seen }));
    const apart = { facts: null, position: null, revocations: null };
    const org = foldedOrg(recordedLog(past));
    const before = canonicalJson({ ...org, ...apart });
    expect(late.map((each) => applyDecision(org, each).outcome)).toEqual(late.map(() => 'rejected'));
    expect(canonicalJson({ ...org, ...apart })).toBe(before);
  });
});
