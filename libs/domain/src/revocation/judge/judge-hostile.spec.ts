import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatIsoTime } from '../../values/iso-time.js';
import { fold } from '../fold/revocation.fold.js';
import { emptyRevocationState, type RevocationState } from '../state/revocation.state.js';
import { BASE_MS, entries, NOW_MS, trusts } from '../testing/revocation.arbitrary.js';
import { judge } from './judge.js';
import { OWN_ISSUER_TRUST } from './own-issuer-trust.js';
import type { JudgedClaims } from './verdict.js';

const NOW = NOW_MS / 1_000;
const FIELDS = [
  'kind',
  'iss',
  'jti',
  'clientId',
  'sub',
  'sid',
  'grantId',
  'kid',
  'rpos',
  'iat',
  'exp',
  'nbf',
] as const;

const sane: JudgedClaims = {
  kind: 'access',
  iss: 'https://issuer.example',
  jti: 'jti',
  clientId: 'app',
  sub: 'user',
  rpos: { generation: 'g1', offset: 100 },
  iat: NOW,
  exp: NOW + 3_600,
};

/** Claims as a careless caller might hand them on: the types say one thing, the JSON another. */
function hostile(fields: Readonly<Record<string, unknown>>): JudgedClaims {
  return { ...sane, ...fields };
}

function orgRevoked(): RevocationState {
  return fold(emptyRevocationState(), {
    position: { generation: 'g1', offset: 10 },
    appendedAtMs: NOW_MS,
    effects: [{ effect: 'notBefore', of: { scope: 'org' }, kinds: ['access'], time: formatIsoTime(NOW_MS) }],
    keepUntilMs: null,
  });
}

const anything = fc.oneof(
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '\u0000', '\ud800'),
  fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    -0,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MAX_SAFE_INTEGER + 2,
  ),
  fc.constantFrom({ toString: 'x' }, { generation: 'g1', offset: NaN }, { generation: 'g1' }, Symbol('s')),
);

describe('judge of hostile claims', () => {
  it('never throws, and always answers with one of its verdicts', () => {
    const claims = fc.record(Object.fromEntries(FIELDS.map((field) => [field, anything])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(
        entries,
        claims,
        trusts,
        fc.oneof(fc.constant(NOW_MS), fc.double()),
        (records, fields, trust, now) => {
          const state = emptyRevocationState();
          for (const record of records) fold(state, record);
          const verdict = judge(state, hostile(fields), trust, now);
          expect(typeof verdict.active).toBe('boolean');
          if (!verdict.active) expect(verdict.reason).toMatch(/^[a-z-]+$/);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['exp that is not a number', { exp: NaN }, 'lifetime-unbounded'],
    ['endless exp', { exp: Infinity }, 'lifetime-unbounded'],
    ['exp as text', { exp: String(NOW + 60) }, 'lifetime-unbounded'],
    ['exp before all time', { exp: -Infinity }, 'expired'],
    ['huge exp', { exp: 1e300 }, 'lifetime-too-long'],
    ['huge iat', { iat: 1e300, exp: 1e300 }, 'issued-in-future'],
    ['iat that is not a number', { iat: NaN }, 'lifetime-unbounded'],
    ['iat as text', { iat: String(NOW) }, 'lifetime-unbounded'],
    ['iat of null', { iat: null }, 'lifetime-unbounded'],
    ['endless iat', { iat: Infinity }, 'issued-in-future'],
    ['iat before all time', { iat: -Infinity }, 'lifetime-too-long'],
    ['nbf that is not a number', { nbf: NaN }, 'not-yet-valid'],
    ['nbf of null', { nbf: null }, 'not-yet-valid'],
    ['a kind that is none', { kind: 'id' }, 'lifetime-unbounded'],
    ['a kind that every object has', { kind: '__proto__' }, 'lifetime-unbounded'],
    ['a kind that is a method', { kind: 'toString' }, 'lifetime-unbounded'],
  ])('refuses %s, with no entry at all', (_case, fields, reason) => {
    const verdict = judge(emptyRevocationState(), hostile(fields), OWN_ISSUER_TRUST, NOW_MS);
    expect(verdict).toEqual({ active: false, reason });
  });

  it.each([
    ['an offset that is not a number', { rpos: { generation: 'g1', offset: NaN } }],
    ['an endless offset', { rpos: { generation: 'g1', offset: Infinity } }],
    ['an offset beyond exact numbers', { rpos: { generation: 'g1', offset: 2 ** 60 } }],
    ['an offset as text', { rpos: { generation: 'g1', offset: '100' } }],
    ['an rpos as text', { rpos: 'g1:100' }],
    ['an rpos of null', { rpos: null }],
  ])('does not let a token escape a watermark by %s', (_case, fields) => {
    const state = orgRevoked();
    expect(judge(state, sane, OWN_ISSUER_TRUST, NOW_MS)).toEqual({ active: true });
    const verdict = judge(state, hostile(fields), OWN_ISSUER_TRUST, NOW_MS);
    expect(verdict).toEqual({ active: false, reason: 'org-revoked' });
  });

  it.each([NaN, Infinity])('refuses everything on a clock that says %s', (nowMs) => {
    expect(judge(emptyRevocationState(), sane, OWN_ISSUER_TRUST, nowMs).active).toBe(false);
  });

  it('refuses by time where an issuer has a tolerance that is not a number', () => {
    const trust = { ...OWN_ISSUER_TRUST, rposTrusted: false, toleranceMs: NaN };
    expect(judge(emptyRevocationState(), sane, trust, NOW_MS).active).toBe(false);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'takes the id %s for nothing but an id',
    (id) => {
      const state = fold(emptyRevocationState(), {
        position: { generation: '__proto__', offset: 10 },
        appendedAtMs: BASE_MS,
        effects: [
          { effect: 'deny', iss: id, jti: id },
          { effect: 'block', app: id, id },
          {
            effect: 'notBefore',
            of: { scope: 'user', user: id },
            kinds: ['access'],
            time: formatIsoTime(BASE_MS),
          },
        ],
        keepUntilMs: null,
      });
      expect(judge(state, sane, OWN_ISSUER_TRUST, NOW_MS)).toEqual({ active: true });
      expect(judge(state, { ...sane, clientId: id }, OWN_ISSUER_TRUST, NOW_MS).active).toBe(false);
      expect(judge(state, { ...sane, sub: id, iat: BASE_MS / 1_000 }, OWN_ISSUER_TRUST, NOW_MS).active).toBe(
        false,
      );
      expect(judge(state, { ...sane, iss: id, jti: id }, OWN_ISSUER_TRUST, NOW_MS).active).toBe(false);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );
});
