import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { effectsOf } from '../decision-effects/effects-of.js';
import type { Decision } from '../facts/decisions.js';
import { fold, type FoldEntry } from '../revocation/fold/revocation.fold.js';
import { judge } from '../revocation/judge/judge.js';
import { OWN_ISSUER_TRUST } from '../revocation/judge/own-issuer-trust.js';
import type { JudgedClaims } from '../revocation/judge/verdict.js';
import { activeBlocks, isBlocked } from '../revocation/state/blocks.js';
import { emptyRevocationState, type RevocationState } from '../revocation/state/revocation.state.js';
import { BASE_MS, disturbed } from '../revocation/testing/revocation.arbitrary.js';
import { formatIsoTime } from '../values/iso-time.js';
import { TOKEN_KINDS } from '../values/token-kind.js';

const NOW_MS = BASE_MS + 600_000;
const FOREIGN = { ...OWN_ISSUER_TRUST, rposTrusted: false, jtiCarriesTime: false, toleranceMs: 0 };

function recorded(fact: Decision, offset: number): FoldEntry {
  const timeMs = BASE_MS + offset * 1_000;
  const effects = effectsOf(fact, formatIsoTime(timeMs));
  return { position: { generation: 'g1', offset }, appendedAtMs: timeMs, effects, keepUntilMs: null };
}

const blocked = (blockId: string): Decision => ({ type: 'AppBlocked', data: { clientId: 'app', blockId } });
const unblocked = (...blockIds: string[]): Decision => ({
  type: 'AppUnblocked',
  data: { clientId: 'app', blockIds },
});

/** A token of the app, minted by an issuer that had absorbed that offset, in that second. */
function minted(offset: number, kind: JudgedClaims['kind'] = 'access'): JudgedClaims {
  const iat = BASE_MS / 1_000 + offset;
  const rpos = { generation: 'g1', offset };
  return {
    kind,
    iss: 'https://issuer.example',
    jti: 'j',
    clientId: 'app',
    sub: 'u',
    rpos,
    iat,
    exp: iat + 3_600,
  };
}

function folded(records: readonly FoldEntry[]): RevocationState {
  const state = emptyRevocationState();
  for (const record of records) fold(state, record);
  return state;
}

/** Blocks and unblocks of one app in log order; an unblock names any of the ids, known to it or not. */
const histories = fc
  .array(
    fc.oneof(
      fc.constantFrom('b0', 'b1', 'b2').map(blocked),
      fc.subarray(['b0', 'b1', 'b2'], { minLength: 1 }).map((ids) => unblocked(...ids)),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((facts) => facts.map((fact, index) => recorded(fact, index + 1)));

describe('unblocking an app', () => {
  it.each(TOKEN_KINDS)('lets new %s tokens through and keeps every older one refused', (kind) => {
    const state = folded([recorded(blocked('b1'), 3), recorded(unblocked('b1'), 6)]);
    expect(judge(state, minted(2, kind), OWN_ISSUER_TRUST, NOW_MS)).toEqual({
      active: false,
      reason: 'app-revoked',
    });
    expect(judge(state, minted(5, kind), OWN_ISSUER_TRUST, NOW_MS)).toEqual({
      active: false,
      reason: 'app-revoked',
    });
    expect(judge(state, minted(6, kind), OWN_ISSUER_TRUST, NOW_MS)).toEqual({ active: true });
  });

  it('never revives a token from before it, in whatever order and however often the records arrive', () => {
    const cases = histories.chain((history) => fc.tuple(fc.constant(history), disturbed(history)));
    let alive = 0;
    fc.assert(
      fc.property(cases, fc.nat(9), fc.boolean(), ([history, arrival], offset, own) => {
        const state = folded(arrival);
        const verdict = judge(state, minted(offset), own ? OWN_ISSUER_TRUST : FOREIGN, NOW_MS);
        const last = history.length;
        if (offset < last) expect(verdict.active).toBe(false);
        if (verdict.active) alive += 1;
        expect(isBlocked(state, 'app')).toBe(activeBlocks(state, 'app').length > 0);
      }),
      { numRuns: 2_000 },
    );
    expect(alive).toBeGreaterThan(50);
  });

  it('lifts only the blocks that it names', () => {
    const state = folded([
      recorded(blocked('b2'), 1),
      recorded(blocked('b1'), 2),
      recorded(blocked('b3'), 3),
    ]);
    fold(state, recorded(unblocked('b3'), 4));
    expect(isBlocked(state, 'app')).toBe(true);
    expect(activeBlocks(state, 'app')).toEqual(['b1', 'b2']);
    expect(judge(state, minted(9), OWN_ISSUER_TRUST, NOW_MS)).toEqual({
      active: false,
      reason: 'app-blocked',
    });
  });

  it('appended once more does not undo a block that came after it', () => {
    const unblock = unblocked('b1');
    const state = folded([recorded(blocked('b1'), 1), recorded(unblock, 2), recorded(blocked('b2'), 3)]);
    fold(state, recorded(unblock, 4));
    expect(isBlocked(state, 'app')).toBe(true);
  });

  it('leaves other apps alone', () => {
    const state = folded([recorded(blocked('b1'), 1)]);
    expect(judge(state, { ...minted(0), clientId: 'other' }, OWN_ISSUER_TRUST, NOW_MS)).toEqual({
      active: true,
    });
    expect(isBlocked(state, 'other')).toBe(false);
    expect(activeBlocks(state, 'other')).toEqual([]);
  });
});
