import { describe, expect, it } from '@jest/globals';
import {
  eachOnce,
  projected,
  projectedOne,
  recorded,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  tokenUsed,
  usageLog,
} from '../../testing/index.js';
import { APP_USER_MODEL } from './app-user.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);

describe('the document of a user at an app', () => {
  it('counts access tokens and refresh tokens apart, each once', () => {
    const refresh = tokenIssued({ tokenId: 'jti-1', kind: 'refresh', issuedAt: at(1), expiresAt: at(9000) });
    const issued = [
      tokenIssued(),
      refresh,
      tokenIssued({ tokenId: 'jti-2', issuedAt: at(2) }),
      tokenIssued(),
    ];
    expect(projectedOne(APP_USER_MODEL, eachOnce(usageLog(issued)))).toMatchObject({
      useCount: 2,
      refreshTokenCount: 1,
      firstUsedAt: at(0),
      lastUsedAt: at(2),
      activeUntil: at(9000),
      callCount: 0,
      callsFirstAt: null,
    });
  });

  it('adds up the windows of edges, each window once, and keeps them apart from issuances', () => {
    const log = usageLog([
      tokenUsed({ count: 5, firstAt: at(10), lastAt: at(14) }),
      tokenUsed({ count: 5, firstAt: at(10), lastAt: at(14) }),
      tokenUsed({ count: 2, edgeId: 'edge-2', firstAt: at(9), lastAt: at(11) }),
      tokenUsed({ count: 1, windowId: 'w-2', firstAt: at(20), lastAt: at(20) }),
    ]);
    expect(projectedOne(APP_USER_MODEL, eachOnce(log))).toMatchObject({
      callCount: 8,
      callsFirstAt: at(9),
      callsLastAt: at(20),
      useCount: 0,
      firstUsedAt: null,
      lastUsedAt: null,
    });
  });

  it('is not active any more after what the user holds of the app was revoked', () => {
    const fact = {
      type: 'UserAppTokensRevoked',
      data: { userId: 'user-1', clientId: 'app-1', covers: ['access'] },
    } as const;
    const decision = recorded(fact, { offset: 1 });
    for (const order of [
      [recordedUsage(tokenIssued()), decision],
      [decision, recordedUsage(tokenIssued())],
    ]) {
      expect(projectedOne(APP_USER_MODEL, order)).toMatchObject({
        activeUntil: null,
        revokedBeforeMs: START_MS + 1005,
        useCount: 1,
      });
    }
  });

  it('is one per organisation, app and user', () => {
    const log = usageLog([
      tokenIssued(),
      tokenIssued({ userId: 'user-2' }),
      tokenIssued({ clientId: 'app-2' }),
    ]);
    expect(projected(APP_USER_MODEL, log).size).toBe(3);
  });
});
