import { expect, it } from '@jest/globals';
import { applyDecision } from '../fold/org.fold.js';
import { foldedOrg, recorded, recordedLog, sessionEndScheduled } from '../testing/index.js';
import { parseIsoTime } from '../values/iso-time.js';

it.each([
  [-1, { outcome: 'accepted' }],
  [0, { outcome: 'rejected', code: 'SESSION_END_NOT_FOUND' }],
  [1, { outcome: 'rejected', code: 'SESSION_END_NOT_FOUND' }],
])('an end of sessions that is taken back %i ms after its time is %j', (late, outcome) => {
  const announced = sessionEndScheduled();
  const org = foldedOrg(recordedLog([announced]));
  const appendedAtMs = (parseIsoTime(announced.data.at) ?? NaN) + late;
  const cancelled = { type: 'SessionEndCancelled', data: { scheduleId: announced.data.scheduleId } } as const;
  expect(applyDecision(org, recorded(cancelled, { offset: 1, appendedAtMs }))).toEqual(outcome);
  expect(org.sessionEnd === null).toBe(outcome.outcome === 'accepted');
});
