import { describe, expect, it } from '@jest/globals';
import { formatIsoTime } from '../../values/iso-time.js';
import { TOKEN_KINDS, type TokenKind } from '../../values/token-kind.js';
import type { WatermarkScope } from '../effects/effects.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../effects/limits.js';
import { fold, type FoldEntry } from '../fold/revocation.fold.js';
import { emptyRevocationState } from '../state/revocation.state.js';
import { reasonsAgainst } from '../testing/naive.oracle.js';
import { BASE_MS, NOW_MS, uuidV7 } from '../testing/revocation.arbitrary.js';
import { judge } from './judge.js';
import type { IssuerTrust, JudgedClaims, Verdict } from './verdict.js';

/*
 * Every combination of watermarks that can meet on one token: six scopes, each absent, older, equal or newer than the
 * token. Servers have shipped an old watermark of one scope that hid a newer one of another; here any hit refuses.
 */

type Age = 'absent' | 'older' | 'equal' | 'newer';

const AGES: readonly Age[] = ['absent', 'older', 'equal', 'newer'];
const SCOPES: readonly WatermarkScope[] = [
  { scope: 'org' },
  { scope: 'app', app: 'app' },
  { scope: 'user', user: 'user' },
  { scope: 'user-app', user: 'user', app: 'app' },
  { scope: 'session', session: 'session' },
  { scope: 'grant', grant: 'grant' },
];

const OWN: IssuerTrust = {
  toleranceMs: 0,
  maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS,
  jtiCarriesTime: false,
  rposTrusted: true,
};
const FOREIGN: IssuerTrust = { ...OWN, rposTrusted: false };
const TOKEN_OFFSET = 10;
const TOKEN_MS = BASE_MS + 2_000;
const WAY_BEFORE = BASE_MS - 30_000;
const WAY_AFTER = BASE_MS + 30_000;

const token: JudgedClaims = {
  kind: 'access',
  iss: 'https://issuer.example',
  jti: 'jti',
  clientId: 'app',
  sub: 'user',
  sid: 'session',
  grantId: 'grant',
  rpos: { generation: 'g1', offset: TOKEN_OFFSET },
  iat: TOKEN_MS / 1_000,
  exp: (BASE_MS + 3_600_000) / 1_000,
};

function* combinations(): Generator<readonly Age[]> {
  for (let n = 0; n < AGES.length ** SCOPES.length; n += 1) {
    yield SCOPES.map((_, scope) => AGES[Math.floor(n / AGES.length ** scope) % AGES.length] ?? 'absent');
  }
}

interface Mark {
  readonly offset: number;
  readonly timeMs: number;
}

/** One record per scope that is not absent. */
function recordsOf(ages: readonly Age[], markOf: (age: Age) => Mark, kind: TokenKind): FoldEntry[] {
  return SCOPES.flatMap((of, index) => {
    const age = ages[index];
    if (age === undefined || age === 'absent') return [];
    const { offset, timeMs } = markOf(age);
    return [
      {
        position: { generation: 'g1', offset },
        appendedAtMs: timeMs,
        effects: [{ effect: 'notBefore', of, kinds: [kind], time: formatIsoTime(timeMs) }],
        keepUntilMs: null,
      },
    ];
  });
}

function verdictOf(records: readonly FoldEntry[], claims: JudgedClaims, trust: IssuerTrust): Verdict {
  const state = emptyRevocationState();
  for (const record of records) fold(state, record);
  return judge(state, claims, trust, NOW_MS);
}

/** Checks all 4096 combinations; `hits` are the ages that cover the token. */
function expectAnyHitRefuses(
  markOf: (age: Age) => Mark,
  hits: readonly Age[],
  claims: JudgedClaims,
  trust: IssuerTrust,
): void {
  let combined = 0;
  const wrong: string[] = [];
  for (const ages of combinations()) {
    const records = recordsOf(ages, markOf, claims.kind);
    const verdict = verdictOf(records, claims, trust);
    const reasons = reasonsAgainst(records, claims, trust);
    const refusable = ages.some((age) => hits.includes(age));
    const right = verdict.active
      ? !refusable && reasons.size === 0
      : refusable && reasons.has(verdict.reason);
    if (!right) wrong.push(ages.join(' '));
    combined += 1;
  }
  expect(wrong).toEqual([]);
  expect(combined).toBe(4_096);
}

function byOrdinal(timeMs: number): (age: Age) => Mark {
  return (age) => ({ offset: TOKEN_OFFSET + (age === 'older' ? -1 : age === 'newer' ? 1 : 0), timeMs });
}

function byTime(equalMs: number, offset: number): (age: Age) => Mark {
  return (age) => ({ offset, timeMs: equalMs + (age === 'older' ? -1 : age === 'newer' ? 1 : 0) });
}

describe('every combination of watermarks', () => {
  it.each(TOKEN_KINDS)('by ordinal refuses a %s token exactly when one is newer than its rpos', (kind) => {
    expectAnyHitRefuses(byOrdinal(TOKEN_MS), ['newer'], { ...token, kind }, OWN);
  });

  it('by ordinal does not ask the clocks, however late they say that the watermark was', () => {
    expectAnyHitRefuses(byOrdinal(WAY_AFTER), ['newer'], token, OWN);
  });

  it('by ordinal does not ask the clocks, however early they say that the watermark was', () => {
    expectAnyHitRefuses(byOrdinal(WAY_BEFORE), ['newer'], token, OWN);
  });

  it('by time refuses exactly when one is not older than iat', () => {
    expectAnyHitRefuses(byTime(TOKEN_MS, 0), ['equal', 'newer'], token, FOREIGN);
  });

  it('by time goes to the ms where iat does', () => {
    const fine = { ...token, iat: (TOKEN_MS + 250) / 1_000 };
    expectAnyHitRefuses(byTime(TOKEN_MS + 250, 0), ['equal', 'newer'], fine, FOREIGN);
  });

  it('by time allows for the tolerance of the issuer', () => {
    const tolerant = { ...FOREIGN, toleranceMs: 700 };
    expectAnyHitRefuses(byTime(TOKEN_MS - 700, 0), ['equal', 'newer'], token, tolerant);
  });

  it('by time goes by a UUIDv7 id where the issuer is trusted so', () => {
    const carried = { ...token, jti: uuidV7(TOKEN_MS + 400) };
    const trusting = { ...FOREIGN, jtiCarriesTime: true };
    expectAnyHitRefuses(byTime(TOKEN_MS + 400, 0), ['equal', 'newer'], carried, trusting);
  });

  it('by time is what counts where the rpos of an issuer is not believed', () => {
    expectAnyHitRefuses(byTime(TOKEN_MS, TOKEN_OFFSET + 50), ['equal', 'newer'], token, FOREIGN);
  });

  it('by time is what counts for an rpos of another log', () => {
    const elsewhere = { ...token, rpos: { generation: 'g0', offset: TOKEN_OFFSET } };
    expectAnyHitRefuses(byTime(TOKEN_MS, TOKEN_OFFSET + 50), ['equal', 'newer'], elsewhere, OWN);
  });

  it('refuses a token without iat, and so does none of them', () => {
    const dateless = { ...token, iat: undefined };
    expectAnyHitRefuses(byTime(WAY_BEFORE, 0), AGES, dateless, FOREIGN);
    expectAnyHitRefuses(byOrdinal(WAY_BEFORE), AGES, dateless, OWN);
  });

  it('of other kinds refuses nothing', () => {
    for (const ages of combinations()) {
      const others = [
        ...recordsOf(ages, byOrdinal(WAY_AFTER), 'refresh'),
        ...recordsOf(ages, byOrdinal(WAY_AFTER), 'session'),
      ];
      if (!verdictOf(others, token, OWN).active) throw new Error(ages.join(' '));
    }
    expect(verdictOf(recordsOf(['newer'], byOrdinal(WAY_AFTER), 'access'), token, OWN).active).toBe(false);
  });
});

describe('one watermark, to the second', () => {
  const markAt = (timeMs: number): FoldEntry[] =>
    recordsOf(['equal'], () => ({ offset: 0, timeMs }), 'access');
  const iat = TOKEN_MS / 1_000;

  it.each([
    ['the ms before that second', TOKEN_MS - 1, true],
    ['its first ms', TOKEN_MS, false],
    ['its middle', TOKEN_MS + 500, false],
    ['its last ms', TOKEN_MS + 999, false],
  ])('refuses a whole-second iat from the same second: %s', (_case, timeMs, active) => {
    expect(verdictOf(markAt(timeMs), { ...token, iat }, FOREIGN).active).toBe(active);
  });

  it.each([
    ['an id of the next second is not believed', uuidV7(TOKEN_MS + 1_000), TOKEN_MS, false],
    ['an id of the same second is', uuidV7(TOKEN_MS + 600), TOKEN_MS + 599, true],
    ['an id from before iat makes it older', uuidV7(TOKEN_MS - 5), TOKEN_MS - 5, false],
    [
      'an id of another version says nothing',
      uuidV7(TOKEN_MS + 600).replace('-7', '-4'),
      TOKEN_MS + 1,
      false,
    ],
  ])('takes no more from a UUIDv7 than its ms: %s', (_case, jti, timeMs, active) => {
    expect(
      verdictOf(markAt(timeMs), { ...token, iat, jti }, { ...FOREIGN, jtiCarriesTime: true }).active,
    ).toBe(active);
  });
});

describe('watermarks of two logs', () => {
  const record = (generation: string, offset: number, timeMs: number): FoldEntry => ({
    position: { generation, offset },
    appendedAtMs: timeMs,
    effects: [
      {
        effect: 'notBefore',
        of: { scope: 'user', user: 'user' },
        kinds: ['access'],
        time: formatIsoTime(timeMs),
      },
    ],
    keepUntilMs: null,
  });

  it.each([
    ['by the ordinal of its own log', [record('g1', 11, WAY_BEFORE), record('g2', 3, WAY_BEFORE)], false],
    ['by the time of the other log', [record('g1', 9, WAY_BEFORE), record('g2', 3, TOKEN_MS)], false],
    ['by neither', [record('g1', 9, WAY_AFTER), record('g2', 90, TOKEN_MS - 1)], true],
  ])('each refuse for themselves: %s', (_case, records, active) => {
    expect(verdictOf(records, token, OWN).active).toBe(active);
    expect(verdictOf([...records].reverse(), token, OWN).active).toBe(active);
  });
});
