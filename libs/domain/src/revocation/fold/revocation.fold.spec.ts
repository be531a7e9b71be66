import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Effect } from '../effects/effects.js';
import { judge } from '../judge/judge.js';
import { isBlocked } from '../state/blocks.js';
import { revocationEntries, type RevocationEntries } from '../state/entries.js';
import { merge } from '../state/merge.js';
import { prune } from '../state/prune.js';
import { emptyRevocationState, type RevocationState } from '../state/revocation.state.js';
import { reasonsAgainst } from '../testing/naive.oracle.js';
import {
  BASE_MS,
  claims,
  disturbed,
  entries,
  entryOf,
  NOW_MS,
  refusingEffects,
  trusts,
} from '../testing/revocation.arbitrary.js';
import { fold, type FoldEntry } from './revocation.fold.js';

const RUNS = { numRuns: 500 };

function folded(records: readonly FoldEntry[], into = emptyRevocationState()): RevocationState {
  for (const record of records) fold(into, record);
  return into;
}

/** Every entry as `[what, how strict]`, flat, so that "at least as strict" can be read off without a join. */
function strictness(entries: RevocationEntries): Map<string, number> {
  const all = new Map<string, number>();
  all.set('log time', entries.logTimeMs);
  all.set('pruned to', entries.prunedToMs);
  for (const [key, until] of entries.denied) all.set(`denied ${key}`, until ?? Infinity);
  for (const [key, until] of entries.deniedKids) all.set(`kid ${key}`, until ?? Infinity);
  for (const [kind, key, generation, ordinal, timeMs, until] of entries.watermarks) {
    const name = JSON.stringify([kind, key, generation]);
    all.set(`ordinal ${name}`, ordinal);
    all.set(`time ${name}`, timeMs);
    all.set(`kept ${name}`, until ?? Infinity);
  }
  for (const [app, ids] of entries.blocks)
    for (const id of ids) all.set(JSON.stringify(['block', app, id]), 1);
  for (const [app, ids] of entries.lifts) for (const id of ids) all.set(JSON.stringify(['lift', app, id]), 1);
  return all;
}

function expectAtLeastAsStrict(later: RevocationState, earlier: RevocationState): void {
  const reached = strictness(revocationEntries(later));
  const known = [...strictness(revocationEntries(earlier))];
  expect(known.filter(([what, level]) => !((reached.get(what) ?? -Infinity) >= level))).toEqual([]);
}

describe('fold', () => {
  it('comes to the same state from any order and any number of deliveries', () => {
    const runs = entries.chain((records) => fc.tuple(fc.constant(records), disturbed(records)));
    fc.assert(
      fc.property(runs, ([records, other]) => {
        expect(revocationEntries(folded(other))).toEqual(revocationEntries(folded(records)));
      }),
      RUNS,
    );
  });

  it('comes to the same state when the whole log is replayed into it', () => {
    fc.assert(
      fc.property(entries, (records) => {
        const once = revocationEntries(folded(records));
        expect(revocationEntries(folded(records, folded(records)))).toEqual(once);
      }),
      RUNS,
    );
  });

  it('only gets stricter, entry by entry, with every record', () => {
    fc.assert(
      fc.property(entries, entryOf(refusingEffects), (records, next) => {
        const before = folded(records);
        expectAtLeastAsStrict(fold(folded(records), next), before);
      }),
      RUNS,
    );
  });

  it('refuses whatever it refused before, after any record that lifts nothing', () => {
    fc.assert(
      fc.property(entries, entryOf(refusingEffects), claims, trusts, (records, next, token, trust) => {
        const state = folded(records);
        const before = judge(state, token, trust, NOW_MS);
        const after = judge(fold(state, next), token, trust, NOW_MS);
        expect(after.active && !before.active).toBe(false);
      }),
      RUNS,
    );
  });

  it('only gets stricter when records that it knows are appended again, later', () => {
    const reappended = entries.chain((records) =>
      fc.tuple(
        fc.constant(records),
        fc.subarray(records).map((again) =>
          again.map((record) => ({
            ...record,
            position: { ...record.position, offset: record.position.offset + 20 },
            appendedAtMs: record.appendedAtMs + 7_000,
          })),
        ),
      ),
    );
    fc.assert(
      fc.property(reappended, claims, trusts, ([records, again], token, trust) => {
        const before = folded(records);
        const after = folded(again, folded(records));
        expectAtLeastAsStrict(after, before);
        const stillRefused =
          judge(before, token, trust, NOW_MS).active || !judge(after, token, trust, NOW_MS).active;
        expect(stillRefused).toBe(true);
      }),
      RUNS,
    );
  });

  it('judges as if every record were asked about every token', () => {
    const seen = { refused: 0, active: 0 };
    fc.assert(
      fc.property(entries, claims, trusts, (records, token, trust) => {
        const verdict = judge(folded(records), token, trust, NOW_MS);
        const reasons = reasonsAgainst(records, token, trust);
        expect(verdict.active).toBe(reasons.size === 0);
        if (!verdict.active) expect(reasons).toContain(verdict.reason);
        seen[verdict.active ? 'active' : 'refused'] += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(seen.refused).toBeGreaterThan(500);
    expect(seen.active).toBeGreaterThan(500);
  });
});

describe('merge', () => {
  const states = fc.tuple(entries, fc.boolean()).map(([records, pruned]) => {
    const state = folded(records);
    if (pruned) prune(state);
    return state;
  });

  it('is associative, commutative and idempotent, with the empty state as its neutral element', () => {
    fc.assert(
      fc.property(states, states, states, (a, b, c) => {
        const ab = revocationEntries(merge(a, b));
        expect(revocationEntries(merge(merge(a, b), c))).toEqual(revocationEntries(merge(a, merge(b, c))));
        expect(revocationEntries(merge(b, a))).toEqual(ab);
        expect(revocationEntries(merge(a, a))).toEqual(revocationEntries(a));
        expect(revocationEntries(merge(a, emptyRevocationState()))).toEqual(revocationEntries(a));
        expect(revocationEntries(merge(a, merge(a, b)))).toEqual(ab);
      }),
      RUNS,
    );
  });

  it('of two folds is the fold of all their records', () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        const all = revocationEntries(folded([...one, ...other]));
        expect(revocationEntries(merge(folded(one), folded(other)))).toEqual(all);
      }),
      RUNS,
    );
  });

  it('is at least as strict as both sides', () => {
    fc.assert(
      fc.property(states, states, (a, b) => {
        const merged = merge(a, b);
        expectAtLeastAsStrict(merged, a);
        expectAtLeastAsStrict(merged, b);
      }),
      RUNS,
    );
  });

  it('leaves both sides alone, then and when the result is folded into', () => {
    fc.assert(
      fc.property(states, states, entries, (a, b, records) => {
        const before = [revocationEntries(a), revocationEntries(b)];
        folded(records, merge(a, b));
        expect([revocationEntries(a), revocationEntries(b)]).toEqual(before);
      }),
      RUNS,
    );
  });
});

describe('a record at the edge of what is believed', () => {
  const at = (ms: number): string => `2026-01-01T00:00:${String(ms / 1_000).padStart(2, '0')}.000Z`;
  const record = (effect: Effect, appendedAtMs = BASE_MS): FoldEntry => ({
    position: { generation: 'g1', offset: 4 },
    appendedAtMs,
    effects: [effect],
    keepUntilMs: BASE_MS + 50_000,
  });
  const orgBefore = (time: string): Effect => ({
    effect: 'notBefore',
    of: { scope: 'org' },
    kinds: ['access'],
    time,
  });
  const markOf = (time: string): unknown[] => [
    ...(revocationEntries(fold(emptyRevocationState(), record(orgBefore(time)))).watermarks[0] ?? []),
  ];

  it.each([
    ['as written, up to ten seconds ahead of the log', at(10_000), BASE_MS + 10_000],
    ['as the append time, further ahead', at(11_000), BASE_MS],
    ['as the append time, where it is no time', 'soon', BASE_MS],
  ])('has its time taken %s, and its ordinal in any case', (_case, time, timeMs) => {
    expect(markOf(time)).toEqual(['access', 'org', 'g1', 4, timeMs, BASE_MS + 50_000]);
  });

  it('covers what was issued up to its append, however slow the clock of its writer', () => {
    const late = record(orgBefore(at(0)), BASE_MS + 30_000);
    const [mark] = revocationEntries(fold(emptyRevocationState(), late)).watermarks;
    expect(mark?.[4]).toBe(BASE_MS + 30_000);
  });

  it('keeps for ever what says null, also beside a record that says less', () => {
    const deny: Effect = { effect: 'deny', iss: 'i', jti: 'j' };
    const state = fold(emptyRevocationState(), { ...record(deny), keepUntilMs: null });
    fold(state, record(deny));
    expect(revocationEntries(state).denied).toEqual([['1:ij', null]]);
  });

  it('counts a lift that arrives before its block', () => {
    const state = fold(emptyRevocationState(), record({ effect: 'lift', app: 'x', ids: ['b1'] }));
    fold(state, record({ effect: 'block', app: 'x', id: 'b1' }));
    expect(isBlocked(state, 'x')).toBe(false);
    fold(state, record({ effect: 'block', app: 'x', id: 'b2' }));
    expect(isBlocked(state, 'x')).toBe(true);
  });

  it('never moves the position or the log clock back', () => {
    const state = fold(emptyRevocationState(), record({ effect: 'block', app: 'x', id: 'b' }, BASE_MS + 5));
    fold(state, {
      position: { generation: 'g1', offset: 3 },
      appendedAtMs: BASE_MS,
      effects: [],
      keepUntilMs: null,
    });
    expect(state.position).toEqual({ generation: 'g1', offset: 4 });
    expect(state.logTimeMs).toBe(BASE_MS + 5);
  });
});
