import { describe, expect, it } from '@jest/globals';
import { APP_USER_MODEL, type Decision, type TokenIssued } from '#domain';
import {
  foldedOrg,
  issuerRegistered,
  keysRotated,
  orgRegistered,
  projectedOne,
  recorded,
  recordedLog,
  START_MS,
  timeAt,
  tokenIssued,
  usageLog,
} from '#domain/testing';
import { activeUntil } from './active-until.js';

const FOREIGN = 'https://foreign.example';
const HOLDER = { clientId: 'app-1', userId: 'user-1' };
const REVOCATION_S = 10;
const NOW_MS = START_MS + 60_000;
const rotated = keysRotated('k2', { mode: 'revoke', deniedKids: ['k1'] });

const seconds = (s: number): string => timeAt(START_MS + s * 1000);
const own = (until: number): TokenIssued => tokenIssued({ tokenId: 'own', expiresAt: seconds(until) });
/** A token as a foreign issuer's report writes it, without `rpos`. */
const foreign = (until: number, issued = 0): TokenIssued =>
  tokenIssued({
    tokenId: 'foreign',
    iss: FOREIGN,
    rpos: undefined,
    issuedAt: seconds(issued),
    expiresAt: seconds(until),
  });

/** Until when the tokens are active, asked a minute after the start. The revocation is in the log, but in no document yet. */
function untilAfter(revocation: Decision, ...tokens: readonly TokenIssued[]): string | null {
  const { live } = projectedOne(APP_USER_MODEL, usageLog(tokens));
  const log = recordedLog([orgRegistered(), issuerRegistered(FOREIGN)]);
  const appendedAtMs = START_MS + REVOCATION_S * 1000;
  const decision = recorded(revocation, { offset: 10, time: seconds(REVOCATION_S), appendedAtMs });
  return activeUntil(foldedOrg([...log, decision]), live, HOLDER, NOW_MS);
}

describe('what an app holds of a user is active', () => {
  it('as long as tokens of a foreign issuer are, when our keys were revoked', () => {
    expect(untilAfter(rotated, own(900), foreign(600))).toBe(seconds(600));
    expect(untilAfter(rotated, own(900))).toBeNull();
  });

  it.each<Decision>([
    { type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: ['access'] } },
    { type: 'UserTokensRevoked', data: { userId: 'user-1', covers: ['access'] } },
    { type: 'UserAppTokensRevoked', data: { ...HOLDER, covers: ['access'] } },
    { type: 'OrgTokensRevoked', data: { covers: ['access'] } },
    { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } },
  ])('no longer after $type, whoever issued it', (revocation) => {
    expect(untilAfter(revocation, own(900), foreign(600))).toBeNull();
  });

  it('again with what a foreign issuer issued later, by its clock and within its tolerance', () => {
    const revocation: Decision = { type: 'OrgTokensRevoked', data: { covers: ['access'] } };
    expect(untilAfter(revocation, foreign(900), foreign(600, REVOCATION_S + 3))).toBe(seconds(600));
    expect(untilAfter(revocation, foreign(900), foreign(600, REVOCATION_S + 1))).toBeNull();
  });
});
