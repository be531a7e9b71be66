import { describe, expect, it } from '@jest/globals';
import {
  eachOnce,
  projected,
  projectedOne,
  recorded,
  START_MS,
  timeAt,
  tokenIssued,
  usageLog,
} from '../../testing/index.js';
import type { TokenKind } from '../../values/token-kind.js';
import { GRANT_MODEL } from './grant.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);
const grantRevoked = (...covers: TokenKind[]) =>
  ({ type: 'GrantRevoked', data: { grantId: 'grant-1', covers } }) as const;

describe('the document of a grant', () => {
  const of = (overrides: Parameters<typeof tokenIssued>[0]) =>
    tokenIssued({ grantId: 'grant-1', ...overrides });

  it('goes over all the tokens that came from it', () => {
    const log = usageLog([
      of({
        tokenId: 'r-1',
        kind: 'refresh',
        scopes: ['b', 'a'],
        issuedAt: at(0),
        expiresAt: at(100),
        sessionId: 'sid-1',
      }),
      of({ tokenId: 'a-1', scopes: ['a'], issuedAt: at(0), expiresAt: at(60) }),
      of({ tokenId: 'r-2', kind: 'refresh', scopes: ['a'], issuedAt: at(50), expiresAt: at(150) }),
      of({ tokenId: 'a-2', scopes: ['a'], issuedAt: at(50), expiresAt: at(110) }),
      of({ tokenId: 'a-2', scopes: ['a'], issuedAt: at(50), expiresAt: at(110) }),
    ]);
    expect(projectedOne(GRANT_MODEL, eachOnce(log))).toMatchObject({
      grantId: 'grant-1',
      clientId: 'app-1',
      userId: 'user-1',
      sessionId: 'sid-1',
      firstAt: at(0),
      lastAt: at(50),
      refreshTokenId: 'r-2',
      scopes: ['a', 'b'],
      useCount: 2,
      activeUntil: at(150),
      revokedAt: null,
    });
  });

  it('is revoked by what covers refresh tokens, and only cut by what covers access tokens alone', () => {
    const log = usageLog([
      of({ tokenId: 'r-1', kind: 'refresh', expiresAt: at(100) }),
      of({ tokenId: 'a-1', expiresAt: at(200) }),
    ]);
    const cut = [...log, recorded(grantRevoked('access'), { offset: 1 })];
    expect(projectedOne(GRANT_MODEL, cut)).toMatchObject({ revokedAt: null, activeUntil: at(100) });
    const ended = [
      ...cut,
      recorded(grantRevoked('access', 'refresh'), { offset: 2 }),
      recorded(grantRevoked('refresh'), { offset: 3 }),
    ];
    expect(projectedOne(GRANT_MODEL, ended)).toMatchObject({ revocationId: 'decision-2', activeUntil: null });
  });

  it('is not touched by tokens without a grant', () => {
    expect(projected(GRANT_MODEL, usageLog([tokenIssued()])).size).toBe(0);
  });
});
