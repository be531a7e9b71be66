import { describe, it } from '@jest/globals';
import type { Decision } from '../facts/decisions.js';
import { given, sessionEndScheduled } from '../testing/index.js';
import { decideCancelSessionEnd } from './cancel-session-end.decide.js';

const cancelled: Decision = { type: 'SessionEndCancelled', data: { scheduleId: 'schedule-1' } };

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
