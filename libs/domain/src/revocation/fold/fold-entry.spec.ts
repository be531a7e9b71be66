import { describe, expect, it } from '@jest/globals';
import { formatIsoTime } from '../../values/iso-time.js';
import type { Effect } from '../effects/effects.js';
import { revocationEntries } from '../state/entries.js';
import { emptyRevocationState } from '../state/revocation.state.js';
import { BASE_MS } from '../testing/revocation.arbitrary.js';
import { foldEntry } from './fold-entry.js';
import { fold } from './revocation.fold.js';

const HOUR_MS = 3_600_000;
const position = { generation: 'g1', offset: 4 };
const deny: Effect = { effect: 'deny', iss: 'i', jti: 'j' };
const recorded = (lateMs: number) => ({
  position,
  appendedAtMs: BASE_MS + lateMs,
  time: formatIsoTime(BASE_MS),
  keepUntil: formatIsoTime(BASE_MS + HOUR_MS),
});

describe('what is folded of a record', () => {
  it.each([
    ['as long as its writer says, where that clock is not behind', -5_000, BASE_MS + HOUR_MS],
    ['longer by as much as it was appended late', 3 * HOUR_MS, BASE_MS + 4 * HOUR_MS],
  ])('is kept %s', (_case, lateMs, keepUntilMs) => {
    expect(foldEntry(recorded(lateMs), [deny])).toEqual({
      position,
      appendedAtMs: BASE_MS + lateMs,
      effects: [deny],
      keepUntilMs,
    });
    const state = fold(emptyRevocationState(), foldEntry(recorded(lateMs), [deny]));
    expect(revocationEntries(state).denied).toEqual([['1:ij', keepUntilMs]]);
  });

  it.each([
    ['keepUntil says so', { keepUntil: null }],
    ['keepUntil can’t be read', { keepUntil: 'later' }],
    ['it can’t be read when it was decided', { time: 'soon' }],
  ])('is kept for ever where %s', (_case, wrong) => {
    expect(foldEntry({ ...recorded(0), ...wrong }, [deny]).keepUntilMs).toBeNull();
  });
});
