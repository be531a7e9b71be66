import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../facts/index.js';
import { judge, OWN_ISSUER_TRUST } from '../revocation/index.js';
import {
  foldedOrg,
  GENERATION,
  given,
  OWN_ISSUER,
  recordedLog,
  sessionEndScheduled,
  START_MS,
} from '../testing/index.js';
import { decideCancelSessionEnd, decideEndSessions, decideScheduleSessionEnd } from './announce-session-end.decide.js';

const AT_MS = START_MS + 3_600_000;
const YEAR_MS = 366 * 86_400_000;
const command = {
  scheduleId: 'schedule-1',
  atMs: AT_MS,
  nowMs: START_MS,
  covers: ['session', 'refresh', 'access'],
} as const;
const cancelled: Decision = { type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1' } };
const ended: Decision = {
  type: 'OrgTokensRevoked',
  data: { covers: ['access', 'refresh', 'session'], scheduleId: 'schedule-1' },
};

describe('announce an end of sessions', () => {
  it('says when, what it covers and why', () => {
    given([]).when(decideScheduleSessionEnd, command).then(sessionEndScheduled());
    given([])
      .when(decideScheduleSessionEnd, { ...command, covers: ['session'], reason: 'update' })
      .then(sessionEndScheduled({ covers: ['session'], reason: 'update' }));
  });

  it('is done for one at a time, until it is cancelled or has happened', () => {
    const next = { ...command, scheduleId: 'schedule-2' };
    const second = sessionEndScheduled({ scheduleId: 'schedule-2' });
    given([sessionEndScheduled()])
      .when(decideScheduleSessionEnd, next)
      .thenThrows('SESSION_END_ALREADY_SCHEDULED');
    given([sessionEndScheduled(), cancelled]).when(decideScheduleSessionEnd, next).then(second);
    given([sessionEndScheduled(), ended]).when(decideScheduleSessionEnd, next).then(second);
  });

  it.each([
    ['that is now', START_MS],
    ['that has passed', START_MS - 1],
    ['more than a year away', START_MS + YEAR_MS + 1],
    ['that is no number', Number.NaN],
    ['that is no whole number', START_MS + 0.5],
  ])('refuses a time %s', (_case, atMs) => {
    given([])
      .when(decideScheduleSessionEnd, { ...command, atMs })
      .thenThrows('INVALID_REQUEST');
  });

  it('refuses an id that is none, no kind, and a reason that is too long', () => {
    given([])
      .when(decideScheduleSessionEnd, { ...command, scheduleId: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideScheduleSessionEnd, { ...command, covers: [] })
      .thenThrows('COVERS_EMPTY');
    given([])
      .when(decideScheduleSessionEnd, { ...command, reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

describe('take an announced end of sessions back', () => {
  const cancel = { scheduleId: 'schedule-1' };

  it('happens while it is announced', () => {
    given([sessionEndScheduled()])
      .when(decideCancelSessionEnd, { ...cancel, reason: 'later' })
      .then({ type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1', reason: 'later' } });
  });

  it('is refused when none, or another one, is announced, and with a reason that is too long', () => {
    given([]).when(decideCancelSessionEnd, cancel).thenThrows('SESSION_END_NOT_FOUND');
    given([sessionEndScheduled(), cancelled])
      .when(decideCancelSessionEnd, cancel)
      .thenThrows('SESSION_END_NOT_FOUND');
    given([sessionEndScheduled({ scheduleId: 'schedule-2' })])
      .when(decideCancelSessionEnd, cancel)
      .thenThrows('SESSION_END_NOT_FOUND');
    given([sessionEndScheduled()])
      .when(decideCancelSessionEnd, { ...cancel, reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

describe('the end of sessions', () => {
  it('comes when its time has come, not before, with its reason, and once', () => {
    const due = given([sessionEndScheduled({ reason: 'update' })]);
    due.when((org) => decideEndSessions(org, AT_MS - 1)).thenNothingHappened();
    due
      .when((org) => decideEndSessions(org, AT_MS))
      .then({ ...ended, data: { ...ended.data, reason: 'update' } });
    given([sessionEndScheduled(), ended])
      .when((org) => decideEndSessions(org, AT_MS))
      .thenNothingHappened();
    given([sessionEndScheduled(), cancelled])
      .when((org) => decideEndSessions(org, AT_MS))
      .thenNothingHappened();
    given([])
      .when((org) => decideEndSessions(org, AT_MS))
      .thenNothingHappened();
  });

  it('is still to come after all tokens were revoked for another reason', () => {
    const other: Decision = { type: 'OrgTokensRevoked', data: { covers: ['access'] } };
    given([sessionEndScheduled(), other])
      .when((org) => decideEndSessions(org, AT_MS))
      .then(ended);
  });

  it('ends the sessions begun before, and none begun after; the announcement ends none', () => {
    const isActive = (log: readonly Decision[], offset: number): boolean => {
      const iat = START_MS / 1_000 + offset;
      const rpos = { generation: GENERATION, offset };
      const session = {
        kind: 'session',
        iss: OWN_ISSUER,
        sub: 'u',
        sid: 's',
        rpos,
        iat,
        exp: iat + 60,
      } as const;
      return judge(foldedOrg(recordedLog(log)).revocations, session, OWN_ISSUER_TRUST, START_MS + 9_000)
        .active;
    };
    expect(isActive([sessionEndScheduled()], 0)).toBe(true);
    expect(isActive([sessionEndScheduled(), ended], 0)).toBe(false);
    expect(isActive([sessionEndScheduled(), ended], 1)).toBe(true);
  });
});
