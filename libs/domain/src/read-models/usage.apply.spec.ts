import { describe, expect, it } from '@jest/globals';
import {
  eachOnce,
  OWN_ISSUER,
  projected,
  projectedOne,
  recorded,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  tokenUsed,
  usageDenied,
  usageLog,
} from '../testing/index.js';
import { type TokenKind } from '../values/token-kind.js';
import { APP_USER_MODEL } from './app-user/app-user.apply.js';
import { DENIAL_MODEL } from './denial/denial.apply.js';
import { tokenDocId } from './document/document-ids.js';
import { GRANT_MODEL } from './grant/grant.apply.js';
import { TOKEN_MODEL } from './token/token.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);
const tokenRevoked = (jti: string, iss = OWN_ISSUER) =>
  ({ type: 'TokenRevoked', data: { iss, jti, covers: ['access'] } }) as const;
const grantRevoked = (...covers: TokenKind[]) =>
  ({ type: 'GrantRevoked', data: { grantId: 'grant-1', covers } }) as const;

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

describe('the document of a token', () => {
  it('holds what was issued', () => {
    const fact = tokenIssued({ grantId: 'grant-1', sessionId: 'sid-1', kid: 'key-1', refreshTokenId: 'r-0' });
    const doc = projected(TOKEN_MODEL, [recordedUsage(fact)]).get(tokenDocId('org-1', OWN_ISSUER, 'jti-1'));
    expect(doc).toMatchObject({
      ...fact.data,
      orgId: 'org-1',
      known: true,
      useCount: 0,
      lastUsedAt: at(0),
      revokedAt: null,
    });
  });

  it('of a refresh token counts the access tokens issued by it, each once, also those read before it', () => {
    const minted = (tokenId: string, seconds: number) =>
      tokenIssued({ tokenId, refreshTokenId: 'r-1', issuedAt: at(seconds) });
    const refresh = tokenIssued({ tokenId: 'r-1', kind: 'refresh', format: 'Opaque', issuedAt: at(0) });
    const rotated = tokenIssued({
      tokenId: 'r-2',
      kind: 'refresh',
      format: 'Opaque',
      refreshTokenId: 'r-1',
      issuedAt: at(40),
    });
    const facts = [minted('a', 10), refresh, minted('b', 30), minted('a', 10), rotated];
    const doc = projected(TOKEN_MODEL, eachOnce(usageLog(facts))).get(tokenDocId('org-1', OWN_ISSUER, 'r-1'));
    expect(doc).toMatchObject({
      known: true,
      kind: 'refresh',
      issuedAt: at(0),
      useCount: 2,
      lastUsedAt: at(30),
    });
  });

  it('of a refresh token says when another one took its place, and counts that as no use', () => {
    const successor = tokenIssued({
      kind: 'refresh',
      tokenId: 'r-2',
      refreshTokenId: 'r-1',
      issuedAt: at(30),
    });
    const log = usageLog([tokenIssued({ kind: 'refresh', tokenId: 'r-1' }), successor]);
    const tokens = projected(TOKEN_MODEL, log);
    const [replaced, standing] = ['r-1', 'r-2'].map((id) => tokens.get(tokenDocId('org-1', OWN_ISSUER, id)));
    expect(replaced).toMatchObject({ replacedAt: at(30), useCount: 0 });
    expect(standing).toMatchObject({ replacedAt: null, refreshTokenId: 'r-1' });
  });

  it('says when and by what it was revoked first, read before or after its issuance', () => {
    const issued = recordedUsage(tokenIssued());
    const first = recorded(tokenRevoked('jti-1'), { offset: 1 });
    const second = recorded(tokenRevoked('jti-1'), { offset: 2 });
    for (const order of [
      [issued, first, second],
      [first, issued, second],
      [first, second, issued],
    ]) {
      expect(projectedOne(TOKEN_MODEL, order)).toMatchObject({
        known: true,
        clientId: 'app-1',
        revokedAt: timeAt(START_MS + 1005),
        revocationId: 'decision-1',
      });
    }
  });

  it('is not touched by the revocation of the same id of another issuer', () => {
    const docs = projected(TOKEN_MODEL, [
      recordedUsage(tokenIssued()),
      recorded(tokenRevoked('jti-1', 'https://foreign.example')),
    ]);
    expect(docs.get(tokenDocId('org-1', OWN_ISSUER, 'jti-1'))?.revokedAt).toBeNull();
    expect(docs.get(tokenDocId('org-1', 'https://foreign.example', 'jti-1'))).toMatchObject({
      known: false,
      revocationId: 'decision-0',
    });
  });
});

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

describe('the document of denials', () => {
  it('counts per app, user and reason, each fact once, with the places', () => {
    const edge = { where: 'edge', edgeId: 'edge-7' } as const;
    const log = [
      recordedUsage(usageDenied({ count: 2, firstAt: at(5), lastAt: at(6) }), { id: 'd1' }),
      recordedUsage(usageDenied({ count: 2, firstAt: at(5), lastAt: at(6) }), { id: 'd1', offset: 1 }),
      recordedUsage(usageDenied({ count: 1, firstAt: at(3), lastAt: at(9), ...edge }), {
        id: 'd2',
        offset: 2,
      }),
    ];
    expect(projectedOne(DENIAL_MODEL, eachOnce(log))).toMatchObject({
      count: 3,
      firstAt: at(3),
      lastAt: at(9),
      where: ['edge', 'issuer'],
      lastEdgeId: 'edge-7',
    });
  });

  it('counts a window of an edge once, although it was sent twice, and made two facts', () => {
    const row = { where: 'edge', edgeId: 'edge-7', windowId: 'w-1', count: 2 } as const;
    const log = usageLog([
      usageDenied({ ...row, firstAt: at(5), lastAt: at(6) }),
      usageDenied({ ...row, firstAt: at(5), lastAt: at(6) }),
      usageDenied({ ...row, windowId: 'w-2' }),
      usageDenied({ ...row, edgeId: 'edge-8' }),
    ]);
    expect(projectedOne(DENIAL_MODEL, eachOnce(log)).count).toBe(6);
  });

  it('tells reasons, users and nobody apart', () => {
    const { clientId, reason, where, count, firstAt, lastAt } = usageDenied().data;
    const anonymous = { clientId, reason, where, count, firstAt, lastAt };
    const facts = [
      usageDenied(),
      usageDenied({ reason: 'flow-blocked' }),
      usageDenied({ userId: 'user-2' }),
      { type: 'UsageDenied', data: anonymous } as const,
    ];
    const docs = [...projected(DENIAL_MODEL, usageLog(facts)).values()];
    expect(docs.map(({ userId, reason }) => `${String(userId)} ${reason}`)).toEqual([
      'user-1 blocked',
      'user-1 flow-blocked',
      'user-2 blocked',
      'null blocked',
    ]);
  });
});
