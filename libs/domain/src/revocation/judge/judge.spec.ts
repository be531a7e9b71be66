import { describe, expect, it } from '@jest/globals';
import { formatIsoTime } from '../../values/iso-time.js';
import type { Effect, WatermarkScope } from '../effects/effects.js';
import { MAX_CLOCK_SKEW_MS } from '../effects/limits.js';
import { fold } from '../fold/revocation.fold.js';
import { emptyRevocationState, type RevocationState } from '../state/revocation.state.js';
import { BASE_MS, NOW_MS, uuidV7 } from '../testing/revocation.arbitrary.js';
import { judge, judgeKeys, judgeWithKeys } from './judge.js';
import { OWN_ISSUER_TRUST } from './own-issuer-trust.js';
import type { JudgedClaims, RefusalReason } from './verdict.js';

const ISS = 'https://issuer.example';
const NOW = NOW_MS / 1_000;

const token: JudgedClaims = {
  kind: 'access',
  iss: ISS,
  jti: 'jti',
  clientId: 'app',
  sub: 'user',
  sid: 'session',
  grantId: 'grant',
  kid: 'kid',
  rpos: { generation: 'g1', offset: 4 },
  iat: NOW,
  exp: NOW + 3_600,
};

function stateWith(...effects: readonly Effect[]): RevocationState {
  return fold(emptyRevocationState(), {
    position: { generation: 'g1', offset: 5 },
    appendedAtMs: BASE_MS,
    effects,
    keepUntilMs: null,
  });
}

function before(of: WatermarkScope): Effect {
  return { effect: 'notBefore', of, kinds: ['access'], time: formatIsoTime(BASE_MS) };
}

/** What brings the refusal about, and the nearest case in which it doesn't. */
interface Row {
  readonly effects?: readonly Effect[];
  readonly claims?: Partial<JudgedClaims>;
  readonly otherwise: Partial<JudgedClaims>;
}

const DAY = 86_400;
const TOLERATED = (MAX_CLOCK_SKEW_MS + OWN_ISSUER_TRUST.toleranceMs) / 1_000;
const ABSORBED = { rpos: { generation: 'g1', offset: 5 } };

const ROWS: Readonly<Record<RefusalReason, Row>> = {
  'token-revoked': { effects: [{ effect: 'deny', iss: ISS, jti: 'jti' }], otherwise: { iss: `${ISS}/o/b` } },
  'key-revoked': { effects: [{ effect: 'denyKid', iss: ISS, kid: 'kid' }], otherwise: { kid: 'kid2' } },
  'app-blocked': { effects: [{ effect: 'block', app: 'app', id: 'b' }], otherwise: { clientId: 'app2' } },
  'grant-revoked': {
    effects: [before({ scope: 'grant', grant: 'grant' })],
    otherwise: { grantId: undefined },
  },
  'session-revoked': { effects: [before({ scope: 'session', session: 'session' })], otherwise: ABSORBED },
  'user-app-revoked': {
    effects: [before({ scope: 'user-app', user: 'user', app: 'app' })],
    otherwise: { clientId: 'x' },
  },
  'user-revoked': { effects: [before({ scope: 'user', user: 'user' })], otherwise: { sub: 'user2' } },
  'app-revoked': { effects: [before({ scope: 'app', app: 'app' })], otherwise: ABSORBED },
  'issuer-revoked': { effects: [before({ scope: 'issuer', iss: ISS })], otherwise: { kind: 'refresh' } },
  'org-revoked': { effects: [before({ scope: 'org' })], otherwise: ABSORBED },
  expired: { claims: { exp: NOW }, otherwise: { exp: NOW + 0.001 } },
  'not-yet-valid': { claims: { nbf: NOW + TOLERATED + 0.001 }, otherwise: { nbf: NOW + TOLERATED } },
  'issued-in-future': { claims: { iat: NOW + TOLERATED + 0.001 }, otherwise: { iat: NOW + TOLERATED } },
  'lifetime-unbounded': { claims: { exp: undefined }, otherwise: { exp: NOW + 1 } },
  'lifetime-too-long': { claims: { exp: NOW + DAY + 0.001 }, otherwise: { exp: NOW + DAY } },
};

describe('judge', () => {
  it('accepts a token that nothing covers', () => {
    expect(judge(emptyRevocationState(), token, OWN_ISSUER_TRUST, NOW_MS)).toEqual({ active: true });
  });

  it.each(Object.entries(ROWS))('refuses with %s, and not in the nearest other case', (reason, row) => {
    const state = stateWith(...(row.effects ?? []));
    const refused = judge(state, { ...token, ...row.claims }, OWN_ISSUER_TRUST, NOW_MS);
    expect(refused).toEqual({ active: false, reason });
    const other = judge(state, { ...token, ...row.otherwise }, OWN_ISSUER_TRUST, NOW_MS);
    expect(other).toEqual({ active: true });
  });

  it('says what the clock refuses first, then the key, the block, the token, and the narrower watermark', () => {
    const order: readonly RefusalReason[] = [
      'key-revoked',
      'app-blocked',
      'token-revoked',
      'grant-revoked',
      'session-revoked',
      'user-app-revoked',
      'user-revoked',
      'app-revoked',
      'issuer-revoked',
      'org-revoked',
    ];
    order.forEach((reason, index) => {
      const state = stateWith(...order.slice(index).flatMap((later) => ROWS[later].effects ?? []));
      expect(judge(state, token, OWN_ISSUER_TRUST, NOW_MS)).toEqual({ active: false, reason });
      const expired = judge(state, { ...token, exp: NOW }, OWN_ISSUER_TRUST, NOW_MS);
      expect(expired).toEqual({ active: false, reason: 'expired' });
    });
  });

  it('refuses by one deny whatever kind of token has the id', () => {
    const state = stateWith({ effect: 'deny', iss: ISS, jti: 'jti' });
    for (const kind of ['access', 'refresh', 'session'] as const) {
      const verdict = judge(state, { ...token, kind }, OWN_ISSUER_TRUST, NOW_MS);
      expect(verdict).toEqual({ active: false, reason: 'token-revoked' });
    }
  });

  it.each([
    ['whose iat is as late as the skew allows', { iat: NOW + TOLERATED }],
    ['whose iat is long past', { iat: 0, exp: NOW + 60 }],
  ])('bounds the lifetime of a token %s', (_case, claims) => {
    const longLived = { ...token, exp: NOW + 2 * DAY, ...claims };
    const verdict = judge(emptyRevocationState(), longLived, OWN_ISSUER_TRUST, NOW_MS);
    expect(verdict).toEqual({ active: false, reason: 'lifetime-too-long' });
  });

  it.each([
    ['that expires in a second', { exp: NOW + 1 }],
    ['that expires in days', { exp: NOW + 10 * DAY }],
    ['that has expired', { exp: NOW - 1 }],
    ['whose id tells a time', { jti: uuidV7(NOW_MS) }],
    ['whose rpos has the latest decision', ABSORBED],
  ])('refuses a token without iat %s: nobody knows how long it lives', (_case, claims) => {
    const dateless = { ...token, iat: undefined, ...claims };
    for (const state of [emptyRevocationState(), stateWith(before({ scope: 'org' }))]) {
      const verdict = judge(state, dateless, OWN_ISSUER_TRUST, NOW_MS);
      expect(verdict).toEqual({ active: false, reason: 'lifetime-unbounded' });
    }
  });

  it('gives with keys made beforehand the verdict of the moment, not of the making', () => {
    const state = emptyRevocationState();
    const keys = judgeKeys(token);
    expect(judgeWithKeys(state, token, keys, OWN_ISSUER_TRUST, NOW_MS)).toEqual({ active: true });
    fold(state, {
      position: { generation: 'g1', offset: 9 },
      appendedAtMs: NOW_MS,
      effects: [{ effect: 'deny', iss: ISS, jti: 'jti' }],
      keepUntilMs: null,
    });
    const after = judgeWithKeys(state, token, keys, OWN_ISSUER_TRUST, NOW_MS);
    expect(after).toEqual({ active: false, reason: 'token-revoked' });
  });
});
