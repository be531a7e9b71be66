import { describe, expect, it } from '@jest/globals';
import { formatIsoTime } from '../../values/iso-time.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../effects/limits.js';
import { fold, type FoldEntry } from '../fold/revocation.fold.js';
import { judge } from '../judge/judge.js';
import { OWN_ISSUER_TRUST } from '../judge/own-issuer-trust.js';
import type { JudgedClaims } from '../judge/verdict.js';
import { BASE_MS } from '../testing/revocation.arbitrary.js';
import { isBlocked } from './blocks.js';
import { revocationEntries } from './entries.js';
import { prune } from './prune.js';
import { emptyRevocationState } from './revocation.state.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ISS = 'https://issuer.example';

describe('what pruning drops', () => {
  const at = (offset: number, appendedAtMs: number, keepUntilMs: number | null): FoldEntry => ({
    position: { generation: 'g1', offset },
    appendedAtMs,
    effects: [
      { effect: 'deny', iss: ISS, jti: `t${String(offset)}` },
      { effect: 'denyKid', iss: ISS, kid: `k${String(offset)}` },
      {
        effect: 'notBefore',
        of: { scope: 'org' },
        kinds: ['access', 'session'],
        time: formatIsoTime(appendedAtMs),
      },
      { effect: 'block', app: 'a', id: `b${String(offset)}` },
      { effect: 'lift', app: 'a', ids: [`l${String(offset)}`] },
    ],
    keepUntilMs,
  });

  it('is every denial and watermark past its keepUntil by log time, and never a block or a lift', () => {
    const state = fold(emptyRevocationState(), at(1, BASE_MS, BASE_MS + 10));
    fold(state, { ...at(2, BASE_MS + 11, null), effects: [] });
    expect(prune(state)).toBe(4);
    expect(revocationEntries(state)).toMatchObject({
      denied: [],
      deniedKids: [],
      watermarks: [],
      prunedToMs: BASE_MS + 11,
    });
    expect(isBlocked(state, 'a')).toBe(true);
    expect(revocationEntries(state).lifts).toEqual([['a', ['l1']]]);
  });

  it('is nothing at its very keepUntil, and nothing that is kept for ever', () => {
    const state = fold(emptyRevocationState(), at(1, BASE_MS, BASE_MS + 10));
    fold(state, { ...at(2, BASE_MS + 10, null), effects: [] });
    expect(prune(state)).toBe(0);
    fold(state, at(3, BASE_MS + 20, null));
    expect(prune(state)).toBe(2);
    expect(revocationEntries(state).denied).toEqual([[`${String(ISS.length)}:${ISS}t3`, null]]);
  });

  it('is one log’s watermark without the other’s', () => {
    const state = fold(emptyRevocationState(), at(1, BASE_MS, BASE_MS + 10));
    fold(state, { ...at(2, BASE_MS, BASE_MS + 30), position: { generation: 'g2', offset: 2 } });
    fold(state, { ...at(3, BASE_MS, BASE_MS + 10), position: { generation: 'g3', offset: 3 } });
    fold(state, { ...at(4, BASE_MS + 20, null), effects: [] });
    prune(state);
    expect(revocationEntries(state).watermarks.map(([kind, , generation]) => [kind, generation])).toEqual([
      ['access', 'g2'],
      ['session', 'g2'],
    ]);
  });

  it('is nothing beyond the ceiling that the caller’s own clock sets', () => {
    const state = fold(emptyRevocationState(), at(1, BASE_MS, BASE_MS + 10));
    fold(state, { ...at(2, BASE_MS + 400 * 24 * HOUR_MS, null), effects: [] });
    expect(prune(state, BASE_MS + 5)).toBe(0);
    expect(state.prunedToMs).toBe(BASE_MS + 5);
    expect(prune(state, BASE_MS + 11)).toBe(4);
    expect(prune(state, NaN)).toBe(0);
    expect(state.prunedToMs).toBe(BASE_MS + 11);
  });

  it('stays expired on a clock that is a day behind the log', () => {
    const state = fold(emptyRevocationState(), at(1, BASE_MS, BASE_MS + DEFAULT_MAX_LIFETIME_MS.access));
    fold(state, { ...at(2, BASE_MS + 2 * DEFAULT_MAX_LIFETIME_MS.access, null), effects: [] });
    const iat = BASE_MS / 1_000;
    const token: JudgedClaims = { kind: 'access', iss: ISS, jti: 't1', iat, exp: iat + 3_600 };
    const slowMs = BASE_MS + MINUTE_MS;
    expect(judge(state, token, OWN_ISSUER_TRUST, slowMs)).toEqual({ active: false, reason: 'token-revoked' });
    prune(state);
    expect(judge(state, token, OWN_ISSUER_TRUST, slowMs)).toEqual({ active: false, reason: 'expired' });
  });
});
