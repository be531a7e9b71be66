import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../facts/decisions.js';
import { judge } from '../revocation/judge/judge.js';
import { OWN_ISSUER_TRUST } from '../revocation/judge/own-issuer-trust.js';
import {
  foldedOrg,
  GENERATION,
  given,
  OWN_ISSUER,
  recordedLog,
  sessionEndScheduled,
  START_MS,
} from '../testing/index.js';
import { decideEndSessions } from './end-sessions.decide.js';

const AT_MS = START_MS + 3_600_000;
const cancelled: Decision = { type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1' } };
const ended: Decision = {
  type: 'OrgTokensRevoked',
  data: { covers: ['access', 'refresh', 'session'], scheduleId: 'schedule-1' },
};

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
