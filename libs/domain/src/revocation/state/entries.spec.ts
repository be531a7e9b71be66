import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WatermarkScope } from '../effects/effects.js';
import { denyKey, scopeKey } from '../effects/keys.js';
import { fold } from '../fold/revocation.fold.js';
import { judge } from '../judge/judge.js';
import { claims, disturbed, entries, NOW_MS, trusts } from '../testing/revocation.arbitrary.js';
import { revocationEntries, type RevocationEntries, revocationStateFromEntries } from './entries.js';
import { prune } from './prune.js';
import { emptyRevocationState, type RevocationState } from './revocation.state.js';

const states = fc.tuple(entries, fc.boolean()).map(([records, pruned]) => {
  const state = emptyRevocationState();
  for (const record of records) fold(state, record);
  if (pruned) prune(state);
  return state;
});

/** What a snapshot does: out as text, and back. */
function throughJson(state: RevocationState): RevocationState {
  const read: unknown = JSON.parse(JSON.stringify(revocationEntries(state)));
  return revocationStateFromEntries(read as RevocationEntries);
}

describe('revocation entries', () => {
  it('bring back the same state, through JSON, for ever included', () => {
    fc.assert(
      fc.property(states, claims, trusts, (state, token, trust) => {
        const back = throughJson(state);
        expect(back).toEqual(state);
        expect(judge(back, token, trust, NOW_MS)).toEqual(judge(state, token, trust, NOW_MS));
      }),
      { numRuns: 500 },
    );
  });

  it('are one text for one state, whatever order it came in', () => {
    const runs = entries.chain((records) => fc.tuple(fc.constant(records), disturbed(records)));
    fc.assert(
      fc.property(runs, ([records, other]) => {
        const [a, b] = [records, other].map((list) => {
          const state = emptyRevocationState();
          for (const record of list) fold(state, record);
          return JSON.stringify(revocationEntries(state));
        });
        expect(b).toBe(a);
      }),
      { numRuns: 500 },
    );
  });

  it('of a state that covers nothing are empty', () => {
    expect(revocationEntries(emptyRevocationState())).toEqual({
      position: null,
      logTimeMs: 0,
      prunedToMs: 0,
      denied: [],
      deniedKids: [],
      watermarks: [],
      blocks: [],
      lifts: [],
    });
  });
});

describe('keys', () => {
  /** Text made of what keys are made of. */
  const text = fc.string({
    unit: fc.constantFrom('1', '2', ':', 'a', 'app', 'user', 'org', '-'),
    maxLength: 5,
  });
  const scope: fc.Arbitrary<WatermarkScope> = fc.oneof(
    fc.constant({ scope: 'org' } as const),
    fc.record({ scope: fc.constant('issuer' as const), iss: text }),
    fc.record({ scope: fc.constant('app' as const), app: text }),
    fc.record({ scope: fc.constant('user' as const), user: text }),
    fc.record({ scope: fc.constant('user-app' as const), user: text, app: text }),
    fc.record({ scope: fc.constant('session' as const), session: text }),
    fc.record({ scope: fc.constant('grant' as const), grant: text }),
  );

  it('of two scopes are the same only for the same scope', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        expect(scopeKey(a) === scopeKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 20_000 },
    );
  });

  it('of two denials are the same only for the same issuer and id, however the texts are split', () => {
    const splits = fc.tuple(text, text, fc.nat(10)).map(([iss, id, at]) => ({
      one: { iss, id },
      other: { iss: (iss + id).slice(0, at), id: (iss + id).slice(at) },
    }));
    fc.assert(
      fc.property(splits, ({ one, other }) => {
        expect(denyKey(one.iss, one.id) === denyKey(other.iss, other.id)).toBe(one.iss === other.iss);
      }),
      { numRuns: 20_000 },
    );
  });

  it('of a user and an app are the same only for the same two, wherever a separator stands', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const one = scopeKey({ scope: 'user-app', user: `${a}:${b}`, app: c });
        expect(scopeKey({ scope: 'user-app', user: a, app: `${b}:${c}` })).not.toBe(one);
        expect(
          scopeKey({ scope: 'user-app', user: a + b, app: c }) ===
            scopeKey({ scope: 'user-app', user: a, app: b + c }),
        ).toBe(b === '');
      }),
    );
  });
});
