import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { effectsOf, keepUntilOf } from '../../decision-effects/effects-of.js';
import type { Decision } from '../../facts/decisions.js';
import { formatIsoTime } from '../../values/iso-time.js';
import { TOKEN_KINDS } from '../../values/token-kind.js';
import { KEEP_MARGIN_MS } from '../effects/limits.js';
import { foldEntry } from '../fold/fold-entry.js';
import { fold, type FoldEntry } from '../fold/revocation.fold.js';
import { judge } from '../judge/judge.js';
import { OWN_ISSUER_TRUST } from '../judge/own-issuer-trust.js';
import { isDecided, type IssuerTrust, type JudgedClaims } from '../judge/verdict.js';
import { reasonsAgainst } from '../testing/naive.oracle.js';
import { BASE_MS } from '../testing/revocation.arbitrary.js';
import { revocationEntries } from './entries.js';
import { merge } from './merge.js';
import { prune } from './prune.js';
import { emptyRevocationState, type RevocationState } from './revocation.state.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ISS = 'https://issuer.example';

/** Bounds short enough for entries of every kind to come and go within the days of a test. */
const BOUNDS = { access: 2 * HOUR_MS, refresh: 24 * HOUR_MS, session: 12 * HOUR_MS };

const covers = fc.subarray([...TOKEN_KINDS], { minLength: 1 });
const decisions: fc.Arbitrary<Decision> = fc.oneof(
  fc.record({
    type: fc.constant('TokenRevoked' as const),
    data: fc.record({
      iss: fc.constant(ISS),
      jti: fc.constantFrom('t1', 't2'),
      covers: fc.constant(TOKEN_KINDS),
    }),
  }),
  fc.record({
    type: fc.constant('UserTokensRevoked' as const),
    data: fc.record({ userId: fc.constantFrom('u1', 'u2'), covers }),
  }),
  fc.record({
    type: fc.constant('UserAppTokensRevoked' as const),
    data: fc.record({ userId: fc.constantFrom('u1', 'u2'), clientId: fc.constantFrom('a1', 'a2'), covers }),
  }),
  fc.record({
    type: fc.constant('AppTokensRevoked' as const),
    data: fc.record({ clientId: fc.constantFrom('a1', 'a2'), covers }),
  }),
  fc.record({ type: fc.constant('OrgTokensRevoked' as const), data: fc.record({ covers }) }),
  fc.constant<Decision>({ type: 'AppBlocked', data: { clientId: 'a1', blockId: 'b1' } }),
  fc.constant<Decision>({ type: 'AppUnblocked', data: { clientId: 'a1', blockIds: ['b1'] } }),
);

/** A log of decisions as writers make it: clocks slow by up to five hours, some records appended again hours later. */
const logs = fc
  .array(
    fc.record({
      fact: decisions,
      gapMs: fc.integer({ min: 0, max: 6 * HOUR_MS }),
      writerOffMs: fc.integer({ min: -5 * HOUR_MS, max: 10_000 }),
      again: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((steps) => {
    const records: FoldEntry[] = [];
    let nowMs = BASE_MS;
    for (const { fact, gapMs, writerOffMs, again } of steps) {
      nowMs += gapMs;
      const time = formatIsoTime(nowMs + writerOffMs);
      const keepUntil = keepUntilOf(fact, time, BOUNDS);
      const effects = effectsOf(fact, time);
      for (const lateMs of again ? [0, 3 * HOUR_MS] : [0]) {
        const position = { generation: 'g1', offset: records.length };
        records.push(foldEntry({ position, appendedAtMs: nowMs + lateMs, time, keepUntil }, effects));
      }
    }
    return records;
  });

interface Minting {
  readonly kind: JudgedClaims['kind'];
  readonly jti: string;
  readonly clientId: string;
  readonly sub: string;
  readonly atMs: number;
  readonly lagMs: number;
  readonly lifetime: number;
}

const mintings: fc.Arbitrary<Minting> = fc.record({
  kind: fc.constantFrom(...TOKEN_KINDS),
  jti: fc.constantFrom('t1', 't2', 't3'),
  clientId: fc.constantFrom('a1', 'a2'),
  sub: fc.constantFrom('u1', 'u2'),
  atMs: fc.integer({ min: BASE_MS - 2 * HOUR_MS, max: BASE_MS + 36 * HOUR_MS }),
  lagMs: fc.integer({ min: 0, max: KEEP_MARGIN_MS - 3 * MINUTE_MS }),
  lifetime: fc.double({ min: 0.5, max: 1, noNaN: true }),
});

/**
 * A token as an issuer mints it that knows the log as of `lagMs` ago; its lifetime is within the bound, and its id isn't
 * one that was revoked before there was such a token.
 */
function mint(minting: Minting, log: readonly FoldEntry[]): JudgedClaims {
  const { kind, clientId, sub, atMs, lagMs, lifetime } = minting;
  const taken = log.some(
    ({ appendedAtMs, effects: [first] }) =>
      appendedAtMs < atMs && first?.effect === 'deny' && first.jti === minting.jti,
  );
  const jti = taken ? 'fresh' : minting.jti;
  const absorbed = log
    .filter((record) => record.appendedAtMs <= atMs - lagMs)
    .map((record) => record.position.offset);
  const iat = Math.floor(atMs / 1_000);
  const exp = iat + Math.floor((BOUNDS[kind] * lifetime) / 1_000);
  const rpos = { generation: 'g1', offset: Math.max(-1, ...absorbed) };
  return { kind, iss: ISS, jti, clientId, sub, rpos, iat, exp };
}

/** A record without effects: time passes in the log. */
function endOf(log: readonly FoldEntry[], appendedAtMs: number): FoldEntry {
  return { position: { generation: 'g1', offset: log.length }, appendedAtMs, effects: [], keepUntilMs: null };
}

function folded(log: readonly FoldEntry[], logTimeMs: number): RevocationState {
  const state = emptyRevocationState();
  for (const record of log) fold(state, record);
  return fold(state, endOf(log, logTimeMs));
}

const own: IssuerTrust = { ...OWN_ISSUER_TRUST, jtiCarriesTime: false, maxLifetimeMs: BOUNDS };
const foreign: IssuerTrust = { ...own, rposTrusted: false, toleranceMs: MINUTE_MS };
const trusts = fc.constantFrom<IssuerTrust>(own, foreign);

/** Tokens from before the log, as issuers mint them that aren't ours: perhaps undated, and for up to ten days. */
const foreignTokens: fc.Arbitrary<JudgedClaims> = fc.record({
  kind: fc.constantFrom(...TOKEN_KINDS),
  iss: fc.constant(ISS),
  jti: fc.constantFrom('t1', 't2'),
  clientId: fc.constantFrom('a1', 'a2'),
  sub: fc.constantFrom('u1', 'u2'),
  iat: fc.option(fc.constant(BASE_MS / 1_000), { nil: undefined, freq: 2 }),
  exp: fc.integer({ min: 1, max: 240 }).map((hours) => (BASE_MS + hours * HOUR_MS) / 1_000),
});

const laterMs = fc.integer({ min: 0, max: 80 * HOUR_MS });

describe('pruning', () => {
  it('changes no verdict on a clock that is not behind the log', () => {
    const seen = { dropped: 0, refused: 0, active: 0 };
    fc.assert(
      fc.property(logs, mintings, trusts, laterMs, laterMs, (log, minting, trust, logLater, ahead) => {
        const state = folded(log, BASE_MS + logLater);
        const nowMs = state.logTimeMs + Math.floor(ahead / 40);
        const token = mint(minting, log);
        const before = judge(state, token, trust, nowMs);
        seen.dropped += prune(state);
        expect(judge(state, token, trust, nowMs)).toEqual(before);
        if (before.active) seen.active += 1;
        else if (before.reason !== 'expired' && before.reason !== 'issued-in-future') seen.refused += 1;
      }),
      { numRuns: 4_000 },
    );
    expect(seen.dropped).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
    expect(seen.active).toBeGreaterThan(100);
  });

  it('never lets through what was refused before, on whatever clock', () => {
    let revivable = 0;
    fc.assert(
      fc.property(logs, mintings, trusts, laterMs, laterMs, (log, minting, trust, logLater, now) => {
        const state = folded(log, BASE_MS + logLater);
        const nowMs = BASE_MS + now;
        const token = mint(minting, log);
        const before = judge(state, token, trust, nowMs);
        const dropped = prune(state);
        if (before.active) return;
        expect(judge(state, token, trust, nowMs).active).toBe(false);
        if (dropped > 0 && before.reason.endsWith('-revoked')) revivable += 1;
      }),
      { numRuns: 4_000 },
    );
    expect(revivable).toBeGreaterThan(20);
  });

  it('never lets through what a record covers, whatever the token says about its own age', () => {
    const seen = { undated: 0, dated: 0 };
    fc.assert(
      fc.property(logs, foreignTokens, fc.integer({ min: 1, max: 24 * HOUR_MS }), (log, token, leftMs) => {
        if (![...reasonsAgainst(log, token, foreign)].some(isDecided)) return;
        const revokedMs = Math.max(...log.map((record) => record.appendedAtMs));
        const expMs = (token.exp ?? 0) * 1_000;
        const nowMs = Math.max(revokedMs, expMs - leftMs);
        const state = folded(log, nowMs);
        if (prune(state) > 0 && nowMs < expMs) seen[token.iat === undefined ? 'undated' : 'dated'] += 1;
        expect(judge(state, token, foreign, nowMs).active).toBe(false);
      }),
      { numRuns: 4_000 },
    );
    expect(seen.undated).toBeGreaterThan(100);
    expect(seen.dated).toBeGreaterThan(100);
  });

  it('at whatever points of the log leads to the same state in the end', () => {
    const runs = logs.chain((log) => fc.tuple(fc.constant(log), fc.subarray(log)));
    let dropped = 0;
    fc.assert(
      fc.property(runs, laterMs, ([log, prunedAfter], logLater) => {
        const often = emptyRevocationState();
        for (const record of log) {
          fold(often, record);
          if (prunedAfter.includes(record)) dropped += prune(often);
        }
        fold(often, endOf(log, BASE_MS + logLater));
        prune(often);
        const once = folded(log, BASE_MS + logLater);
        prune(once);
        expect(revocationEntries(often)).toEqual(revocationEntries(once));
        expect(revocationEntries(merge(often, once))).toEqual(revocationEntries(once));
      }),
      { numRuns: 2_000 },
    );
    expect(dropped).toBeGreaterThan(100);
  });
});
