import { describe, expect, it } from '@jest/globals';
import { keepUntilOf } from '../decision-effects/effects-of.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/effects/limits.js';
import {
  foldedOrg,
  given,
  issuerRegistered,
  orgRegistered,
  OWN_ISSUER,
  recordedLog,
} from '../testing/index.js';
import { decideRegisterIssuer } from './register-issuer.decide.js';

describe('register a foreign issuer', () => {
  const command = issuerRegistered('https://foreign.example').data;

  it('happens once, and never for our own', () => {
    given([orgRegistered()])
      .when(decideRegisterIssuer, command)
      .then(issuerRegistered('https://foreign.example'));
    given([issuerRegistered()]).when(decideRegisterIssuer, command).thenThrows('ISSUER_ALREADY_REGISTERED');
    given([orgRegistered()])
      .when(decideRegisterIssuer, { ...command, iss: OWN_ISSUER })
      .thenThrows('ISSUER_ALREADY_REGISTERED');
  });

  it.each([
    ['no algorithm', { algorithms: [] }],
    ['the algorithm none', { algorithms: ['RS256', 'none'] }],
    ['a shared secret', { algorithms: ['HS256'] }],
    ['a negative tolerance', { toleranceMs: -1 }],
    ['a tolerance beyond what revocations are kept for', { toleranceMs: 300_001 }],
    ['no lifetime', { maxLifetimeMs: 0 }],
    ['a lifetime beyond what revocations of access tokens are kept for', { maxLifetimeMs: 86_400_001 }],
    ['a lifetime that is no number', { maxLifetimeMs: Number.NaN }],
  ])('refuses %s', (_case, wrong) => {
    given([orgRegistered()])
      .when(decideRegisterIssuer, { ...command, ...wrong })
      .thenThrows('INVALID_REQUEST');
  });
});

describe('what was revoked before a foreign issuer was registered', () => {
  it('is kept for longer than any of its tokens may live', () => {
    const command = issuerRegistered('https://foreign.example').data;
    const decidedMs = Date.UTC(2026, 0, 1);
    for (let maxLifetimeMs = 3_600_000; maxLifetimeMs <= 400 * 86_400_000; maxLifetimeMs *= 2) {
      let isAccepted = true;
      try {
        decideRegisterIssuer(foldedOrg(recordedLog([orgRegistered()])), { ...command, maxLifetimeMs });
      } catch {
        isAccepted = false;
      }
      const fact = { type: 'AppTokensRevoked', data: { clientId: 'partner', covers: ['access'] } } as const;
      const until = keepUntilOf(fact, new Date(decidedMs).toISOString(), DEFAULT_MAX_LIFETIME_MS);
      const isKept = Date.parse(until ?? '') >= decidedMs + command.toleranceMs + maxLifetimeMs;
      expect([maxLifetimeMs, isAccepted && !isKept]).toEqual([maxLifetimeMs, false]);
    }
  });
});
