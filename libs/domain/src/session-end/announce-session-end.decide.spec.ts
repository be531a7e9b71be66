import { describe, it } from '@jest/globals';
import type { Decision } from '../facts/decisions.js';
import { given, sessionEndScheduled, START_MS } from '../testing/index.js';
import { decideScheduleSessionEnd } from './announce-session-end.decide.js';

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
