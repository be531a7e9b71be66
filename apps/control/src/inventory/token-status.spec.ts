import { describe, expect, it } from '@jest/globals';
import { TOKEN_MODEL, type TokenIssued } from '#domain';
import {
  foldedOrg,
  issuerRegistered,
  orgRegistered,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  usageLog,
} from '#domain/testing';
import { isIssued, statusOf, type TokenStatus } from './token-status.js';

const FOREIGN = 'https://foreign.example';
const ACTIVE: TokenStatus = { status: 'active', reason: null };
const REVOKED: TokenStatus = { status: 'revoked', reason: 'user-revoked' };
/** A revocation ten seconds after the start. */
const LOG = [
  ...recordedLog([orgRegistered(), issuerRegistered(FOREIGN)]),
  recorded({ type: 'UserTokensRevoked', data: { userId: 'user-1', covers: ['access'] } }, { offset: 10 }),
];

/** The status of a token a minute after the start. The token was issued some seconds after the start. */
function statusAt(seconds: number, parts: Partial<TokenIssued['data']>): TokenStatus {
  const issuedAt = timeAt(START_MS + seconds * 1000);
  const doc = projectedOne(TOKEN_MODEL, [recordedUsage(tokenIssued({ issuedAt, ...parts }))]);
  if (!isIssued(doc)) throw new Error('its issuance was not seen');
  return statusOf(foldedOrg(LOG), doc, START_MS + 60_000);
}

it('a refresh token that another one replaced is not good any more', () => {
  const log = [
    tokenIssued({ kind: 'refresh', tokenId: 'r-1' }),
    tokenIssued({ kind: 'refresh', tokenId: 'r-2', refreshTokenId: 'r-1' }),
  ];
  const docs = [...projected(TOKEN_MODEL, usageLog(log)).values()].filter(isIssued);
  const statuses = docs.map((doc) => [doc.tokenId, statusOf(foldedOrg(LOG), doc, START_MS + 60_000)]);
  expect(Object.fromEntries(statuses)).toEqual({
    'r-1': { status: 'revoked', reason: 'token-replaced' },
    'r-2': ACTIVE,
  });
});

describe('a token is judged', () => {
  it('by the position that its own issuer had read, whatever its clock said', () => {
    expect(statusAt(30, { rpos: 'g1:9' })).toEqual(REVOKED);
    expect(statusAt(1, { rpos: 'g1:10' })).toEqual(ACTIVE);
  });

  it('by the clock of another issuer, within its tolerance; its position is not believed', () => {
    const foreign = { iss: FOREIGN, rpos: 'g1:99' };
    expect(statusAt(11, foreign)).toEqual(REVOKED);
    expect(statusAt(13, foreign)).toEqual(ACTIVE);
  });

  it('by the longest lifetime that another issuer may give', () => {
    const expiresAt = timeAt(START_MS + 3_700_000);
    expect(statusAt(20, { iss: FOREIGN, expiresAt })).toEqual({
      status: 'expired',
      reason: 'lifetime-too-long',
    });
  });

  it('as one of an issuer that isn’t known: its position is not believed', () => {
    expect(statusAt(5, { iss: 'https://unknown.example', rpos: 'g1:99' })).toEqual(REVOKED);
  });
});
