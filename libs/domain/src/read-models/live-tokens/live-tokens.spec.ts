import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedDecision, RecordedUsage, TokenIssued } from '../../facts/index.js';
import { recorded, recordedUsage, START_MS, timeAt, tokenIssued } from '../../testing/index.js';
import type { TokenKind } from '../../values/token-kind.js';
import {
  activeUntilOf,
  type BulkRevocation,
  isRevokedIn,
  type LiveTokens,
  NO_TOKENS,
  revokedBeforeMsOf,
  shortenedTo,
  withoutRevoked,
  withToken,
} from './live-tokens.js';

interface Issued {
  /** Empty: it is a foreign issuer's, and has no position. */
  readonly generation: string;
  readonly offset: number;
  readonly issuedS: number;
  readonly ttlS: number;
  readonly kind: 'access' | 'refresh';
}
interface Revoked {
  readonly generation: string;
  readonly offset: number;
  readonly atS: number;
  readonly covers: readonly TokenKind[];
  readonly ownOnly?: true;
}
type Event = { readonly token: Issued } | { readonly cut: Revoked };

const ms = (seconds: number): number => START_MS + seconds * 1000;

function issue({ generation, offset, issuedS, ttlS, kind }: Issued): RecordedUsage & { fact: TokenIssued } {
  const times = { issuedAt: timeAt(ms(issuedS)), expiresAt: timeAt(ms(issuedS + ttlS)) };
  const whose =
    generation === ''
      ? { iss: 'https://foreign.example', rpos: undefined }
      : { rpos: `${generation}:${String(offset)}` };
  const fact = tokenIssued({ ...times, kind, ...whose });
  return { ...recordedUsage(fact), fact };
}

function revoke({ generation, offset, atS, covers, ownOnly }: Revoked): BulkRevocation {
  const time = timeAt(ms(atS));
  const decision: RecordedDecision = recorded(
    { type: 'OrgTokensRevoked', data: { covers } },
    { generation, offset, time, appendedAtMs: ms(atS) },
  );
  return ownOnly === undefined ? decision : { ...decision, ownOnly };
}

function folded(events: readonly Event[]): LiveTokens {
  return events.reduce<LiveTokens>((live, event) => {
    if ('cut' in event) return withoutRevoked(live, event.cut.covers, revoke(event.cut));
    const usage = issue(event.token);
    return withToken(live, usage.fact.data, usage);
  }, NO_TOKENS);
}

/** What the answer must be, from the list of everything. */
function oracle(events: readonly Event[]): string | null {
  const tokens = events.flatMap((event) => ('token' in event ? [event.token] : []));
  const cuts = events.flatMap((event) => ('cut' in event ? [event.cut] : []));
  const until = tokens.filter((token) => !isDead(token, cuts)).map((token) => ms(token.issuedS + token.ttlS));
  return until.length === 0 ? null : timeAt(Math.max(...until));
}

/** Of one generation's cuts, offset and time count each by its own maximum, as in a watermark. */
function isDead(token: Issued, cuts: readonly Revoked[]): boolean {
  return cuts.some(
    (cut) =>
      cut.covers.includes(token.kind) &&
      !(cut.ownOnly === true && token.generation === '') &&
      (cut.generation === token.generation ? token.offset < cut.offset : token.issuedS <= cut.atS),
  );
}

const generation = fc.constantFrom('g1', 'g2');
const offset = fc.integer({ min: 0, max: 6 });
const second = fc.integer({ min: 0, max: 6 });
const token = fc.record({
  generation: fc.constantFrom('g1', 'g2', ''),
  offset,
  issuedS: second,
  ttlS: second,
  kind: fc.constantFrom('access', 'refresh'),
});
const covers = fc.subarray<TokenKind>(['access', 'refresh', 'session'], { minLength: 1 });
const cut: fc.Arbitrary<Revoked> = fc.record(
  { generation, offset, atS: second, covers, ownOnly: fc.constant(true) },
  { requiredKeys: ['generation', 'offset', 'atS', 'covers'] },
);
// Up to six tokens per run: the frontier is exact until it holds more than eight.
const events: fc.Arbitrary<readonly Event[]> = fc
  .tuple(fc.array(token, { maxLength: 6 }), fc.array(cut, { maxLength: 4 }))
  .chain(([tokens, cuts]) => {
    const all: Event[] = [...tokens.map((each) => ({ token: each })), ...cuts.map((each) => ({ cut: each }))];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

describe('live tokens', () => {
  it('are active until the last exp of what no revocation covers, in whatever order it is read', () => {
    fc.assert(
      fc.property(events, (all) => {
        expect(activeUntilOf(folded(all))).toBe(oracle(all));
      }),
      { numRuns: 3000 },
    );
  });

  it('come out the same in every order and with repetitions', () => {
    fc.assert(
      fc.property(
        events.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
        ),
        ([all, mixed]) => {
          expect(folded(mixed)).toEqual(folded(all));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('tell of each token whether a revocation covers it', () => {
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 4 }), token, (cuts, each) => {
        const { data } = issue(each).fact;
        expect(isRevokedIn(folded(cuts.map((one) => ({ cut: one }))), data)).toBe(isDead(each, cuts));
        // A document of it has `null` where there is no position.
        const doc = { ...data, rpos: data.rpos ?? null };
        expect(isRevokedIn(folded(cuts.map((one) => ({ cut: one }))), doc)).toBe(isDead(each, cuts));
      }),
      { numRuns: 1000 },
    );
  });

  it('stay few, and never look dead too early, however many and however odd the tokens are', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), cut, (tokens, last) => {
        const all: Event[] = [...tokens.map((each) => ({ token: each })), { cut: last }];
        const live = folded(all);
        expect(live.access.issues.length).toBeLessThanOrEqual(8);
        expect(live.refresh.issues.length).toBeLessThanOrEqual(8);
        const exact = oracle(all);
        if (exact !== null) expect((activeUntilOf(live) ?? '') >= exact).toBe(true);
      }),
    );
  });

  it('take two for one that lives as long as either, when there are more than eight', () => {
    // Each is issued after the one before it and expires before it, so none of them stands for another.
    const all = Array.from({ length: 9 }, (_, n): Event => {
      return { token: { generation: 'g1', offset: n, issuedS: n, ttlS: 1000 - 10 * n, kind: 'access' } };
    });
    expect(folded(all).access.issues).toHaveLength(8);
    expect(activeUntilOf(folded(all))).toBe(oracle(all));
    const allButTwo: Event[] = [...all, { cut: { generation: 'g1', offset: 7, atS: 7, covers: ['access'] } }];
    expect(activeUntilOf(folded(allButTwo))).toBe(oracle(allButTwo));
  });

  it.each([
    ['an own one', ['', 'g1']],
    ['a foreign one', ['g1', '']],
  ])(
    'take no two for one of which the newer is %s and the other is not, however many there are',
    (_, pair) => {
      // These two expire first.
      const two = pair.map((generation, n): Event => ({
        token: { generation, offset: n, issuedS: 20 + n, ttlS: 30 - 3 * n, kind: 'access' },
      }));
      const others = Array.from({ length: 7 }, (_, n): Event => {
        return { token: { generation: 'g1', offset: n, issuedS: n, ttlS: 900 - 10 * n, kind: 'access' } };
      });
      const ownOnly: Event = {
        cut: { generation: 'g2', offset: 9, atS: 30, covers: ['access'], ownOnly: true },
      };
      const all = [...others, ...two, ownOnly];
      expect(folded(all).access.issues).toHaveLength(1);
      expect(activeUntilOf(folded(all))).toBe(oracle(all));
    },
  );

  it('of foreign issuers outlive what revokes our own alone, and no other revocation', () => {
    const foreign: Event = { token: { generation: '', offset: 0, issuedS: 0, ttlS: 3600, kind: 'access' } };
    const own: Event = { token: { generation: 'g1', offset: 3, issuedS: 0, ttlS: 7200, kind: 'access' } };
    const revocation: Revoked = { generation: 'g1', offset: 5, atS: 10, covers: ['access'] };
    const both = folded([foreign, own, { cut: { ...revocation, ownOnly: true } }]);
    expect(activeUntilOf(both)).toBe(timeAt(ms(3600)));
    expect(activeUntilOf(folded([foreign, own, { cut: revocation }]))).toBeNull();
    // One that covers less may come before, or after: neither takes anything back.
    const [earlier, later] = [revocation, { ...revocation, offset: 6, atS: 20, ownOnly: true } as const];
    for (const cuts of [
      [earlier, later],
      [later, earlier],
    ]) {
      expect(
        activeUntilOf(cuts.reduce((live, each) => withoutRevoked(live, each.covers, revoke(each)), both)),
      ).toBeNull();
    }
  });

  it('are one per kind where every token lives equally long', () => {
    const all = Array.from({ length: 100 }, (_, n): Event => ({
      token: { generation: 'g1', offset: n, issuedS: n, ttlS: 60, kind: 'access' },
    }));
    expect(folded(all).access.issues).toHaveLength(1);
  });

  it('are not all dead when a revocation is read after a token that was issued after it', () => {
    const old: Event = { token: { generation: 'g1', offset: 3, issuedS: 0, ttlS: 3600, kind: 'access' } };
    const revocation: Event = { cut: { generation: 'g1', offset: 5, atS: 10, covers: ['access'] } };
    const fresh: Event = { token: { generation: 'g1', offset: 5, issuedS: 20, ttlS: 60, kind: 'access' } };
    expect(activeUntilOf(folded([old, fresh, revocation]))).toBe(timeAt(ms(80)));
    expect(activeUntilOf(folded([old, revocation]))).toBeNull();
    expect(revokedBeforeMsOf(folded([old, revocation]))).toBe(ms(10));
    expect(revokedBeforeMsOf(folded([old]))).toBeNull();
  });

  it('are not cut by a clock that ran ahead of the log', () => {
    const decision = recorded(
      { type: 'OrgTokensRevoked', data: { covers: ['access'] } },
      { generation: 'g2', time: timeAt(ms(86_400)), appendedAtMs: ms(10) },
    );
    const live = folded([{ token: { generation: 'g1', offset: 0, issuedS: 20, ttlS: 60, kind: 'access' } }]);
    expect(activeUntilOf(withoutRevoked(live, ['access'], decision))).toBe(timeAt(ms(80)));
  });
});

describe('live tokens that are shortened', () => {
  const limit = fc.option(second, { nil: null });

  it('end by then, and end with what is added later as if the rest had never lived longer', () => {
    fc.assert(
      fc.property(events, limit, events, (before, end, after) => {
        const endMs = end === null ? null : ms(end);
        const known = folded(before);
        const shortened = shortenedTo(known, endMs);
        const until = activeUntilOf(shortened);
        if (until !== null) expect(endMs !== null && until <= timeAt(endMs)).toBe(true);
        expect(shortenedTo(shortened, endMs)).toBe(shortened);
        const cuts = after.flatMap((event) => ('cut' in event ? [event.cut] : []));
        const cut = cuts.reduce((live, each) => withoutRevoked(live, each.covers, revoke(each)), shortened);
        const exact = cuts.reduce((live, each) => withoutRevoked(live, each.covers, revoke(each)), known);
        const [expected, found] = [activeUntilOf(exact), activeUntilOf(cut)];
        // Neither revived by being shortened, nor dead before what no cut covers is.
        if (expected === null) expect(found).toBeNull();
        else expect(found).toBe(endMs === null ? null : [expected, timeAt(endMs)].sort()[0]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a mark', () => {
  it('counts from its append where the writer’s clock was behind, as the fold takes it', () => {
    const old: Event = { token: { generation: 'g1', offset: 0, issuedS: 20, ttlS: 60, kind: 'access' } };
    const decision = recorded(
      { type: 'OrgTokensRevoked', data: { covers: ['access'] } },
      { generation: 'g2', time: timeAt(ms(10)), appendedAtMs: ms(30) },
    );
    expect(activeUntilOf(withoutRevoked(folded([old]), ['access'], decision))).toBeNull();
  });
});
