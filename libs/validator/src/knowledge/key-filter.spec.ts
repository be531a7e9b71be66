import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Effect,
  emptyRevocationState,
  fold,
  judgeKeys,
  judgeWithKeys,
  OWN_ISSUER_TRUST,
  type JudgedClaims,
} from '#domain';
import { KeyFilter, keyHashes } from './key-filter.js';

const NOW_MS = Date.UTC(2026, 10, 21);
const id = fc.constantFrom('a', 'b', 'c');
const time = new Date(NOW_MS).toISOString();
const scope = fc.oneof(
  fc.constant({ scope: 'org' } as const),
  id.map((iss) => ({ scope: 'issuer', iss }) as const),
  id.map((app) => ({ scope: 'app', app }) as const),
  id.map((user) => ({ scope: 'user', user }) as const),
  fc.tuple(id, id).map(([user, app]) => ({ scope: 'user-app', user, app }) as const),
  id.map((session) => ({ scope: 'session', session }) as const),
  id.map((grant) => ({ scope: 'grant', grant }) as const),
);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.tuple(id, id).map(([iss, jti]) => ({ effect: 'deny', iss, jti }) as const),
  fc.tuple(id, id).map(([iss, kid]) => ({ effect: 'denyKid', iss, kid }) as const),
  fc.tuple(id, id).map(([app, block]) => ({ effect: 'block', app, id: block }) as const),
  fc.tuple(id, id).map(([app, block]) => ({ effect: 'lift', app, ids: [block] }) as const),
  scope.map((of) => ({ effect: 'notBefore', of, kinds: ['access'], time }) as const),
);
const claims: fc.Arbitrary<JudgedClaims> = fc
  .record(
    { iss: id, jti: id, clientId: id, sub: id, sid: id, grantId: id, kid: id },
    { requiredKeys: ['iss'] },
  )
  .map((ids) => ({ kind: 'access', iat: NOW_MS / 1000 - 60, exp: NOW_MS / 1000 + 600, ...ids }));

describe('a key filter', () => {
  it('never hides an entry that refuses a token, however it was built', () => {
    fc.assert(
      fc.property(fc.array(effect, { maxLength: 8 }), fc.nat(8), claims, (effects, indexedAfter, judged) => {
        const state = emptyRevocationState();
        let filter = KeyFilter.of(state);
        for (const [offset, one] of effects.entries()) {
          fold(state, {
            position: { generation: 'g', offset },
            appendedAtMs: NOW_MS,
            effects: [one],
            keepUntilMs: null,
          });
          if (offset === indexedAfter) filter = KeyFilter.of(state);
          else filter.addEffect(one);
        }
        const keys = judgeKeys(judged);
        const verdict = judgeWithKeys(state, judged, keys, OWN_ISSUER_TRUST, NOW_MS);
        return verdict.active || filter.mayHave(keyHashes(keys));
      }),
      { numRuns: 3_000 },
    );
  });

  it('asks to be made anew before it says yes to everything, and is quiet for nearly every stranger', () => {
    const state = emptyRevocationState();
    let filter = KeyFilter.of(state);
    for (let offset = 0; offset < 20_000; offset++) {
      const one: Effect = { effect: 'deny', iss: 'i', jti: `t${String(offset)}` };
      fold(state, {
        position: { generation: 'g', offset },
        appendedAtMs: NOW_MS,
        effects: [one],
        keepUntilMs: null,
      });
      filter.addEffect(one);
      if (filter.full) filter = KeyFilter.of(state);
    }
    let doubts = 0;
    for (let stranger = 0; stranger < 2_000; stranger++) {
      const ids = {
        iss: 'i',
        jti: `s${String(stranger)}`,
        sub: `u${String(stranger)}`,
        clientId: `c${String(stranger)}`,
      };
      if (filter.mayHave(keyHashes(judgeKeys({ kind: 'access', ...ids })))) doubts += 1;
    }
    expect(doubts).toBeLessThan(500);
  });
});
