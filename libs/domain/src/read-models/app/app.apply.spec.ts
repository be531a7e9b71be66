import { describe, expect, it } from '@jest/globals';
import {
  appBlocked,
  appRegistered,
  eachOnce,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  tokenUsed,
  usageDenied,
  usageLog,
} from '../../testing/index.js';
import { APP_MODEL } from './app.apply.js';

const unblocked = (...blockIds: string[]) =>
  ({ type: 'AppUnblocked', data: { clientId: 'app-1', blockIds } }) as const;
const revoked = (...covers: ('access' | 'refresh')[]) =>
  ({ type: 'AppTokensRevoked', data: { clientId: 'app-1', covers } }) as const;
const EXPIRY = timeAt(START_MS + 3_600_000);

describe('the document of an app', () => {
  it('holds the first registration, and no later one', () => {
    const log = recordedLog([
      appRegistered('app-1', { client_name: 'Érable' }),
      appRegistered('app-1', { client_name: 'Other' }),
    ]);
    expect(projectedOne(APP_MODEL, log)).toMatchObject({
      orgId: 'org-1',
      clientId: 'app-1',
      registered: true,
      registeredAt: timeAt(START_MS + 5),
      name: 'Érable',
      nameKey: 'érable',
      scope: 'openid invoices:read',
      grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
      tokenEndpointAuthMethod: 'client_secret_basic',
      blocked: false,
      activeUntil: null,
    });
  });

  it('is named by its client_id where it has no name', () => {
    const unnamed = { ...appRegistered('App-1').data.metadata };
    delete unnamed.client_name;
    const log = recordedLog([{ type: 'AppRegistered', data: { clientId: 'App-1', metadata: unnamed } }]);
    expect(projectedOne(APP_MODEL, log)).toMatchObject({ name: null, nameKey: 'app-1' });
  });

  it('exists for an app that was never registered and that somebody tried to use', () => {
    const denial = recordedUsage(usageDenied({ clientId: 'ghost', reason: 'not-installed', count: 2 }));
    expect(projectedOne(APP_MODEL, [denial])).toMatchObject({
      clientId: 'ghost',
      registered: false,
      deniedCount: 2,
      denied: { 'not-installed': 2, blocked: 0 },
      lastDeniedAt: timeAt(START_MS),
    });
  });

  it('keeps what usage said before the registration was read', () => {
    const doc = projectedOne(APP_MODEL, [recordedUsage(tokenIssued()), recorded(appRegistered())]);
    expect(doc).toMatchObject({
      registered: true,
      name: 'Invoices',
      firstIssuedAt: timeAt(START_MS),
      activeUntil: EXPIRY,
    });
  });

  it('knows the first and the last issuance, and the last sign of life, in whatever order they come', () => {
    const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);
    const facts = usageLog([
      tokenIssued({ tokenId: 'b', issuedAt: at(20) }),
      tokenIssued({ tokenId: 'a', issuedAt: at(10) }),
      tokenUsed({ lastAt: at(30) }),
      tokenUsed({ windowId: 'w-0', lastAt: at(5) }),
    ]);
    for (const order of [facts, [...facts].reverse()]) {
      expect(projectedOne(APP_MODEL, order)).toMatchObject({
        firstIssuedAt: at(10),
        lastIssuedAt: at(20),
        lastUsedAt: at(30),
      });
    }
  });

  it('is blocked while a block stands that was not lifted, since the earliest of them', () => {
    const blocks = recordedLog([appBlocked('app-1', 'b1'), appBlocked('app-1', 'b2'), unblocked('b1')]);
    expect(projectedOne(APP_MODEL, blocks)).toMatchObject({
      blocked: true,
      blockedAt: timeAt(START_MS + 1005),
    });
    const lifted = [...blocks, recorded(unblocked('b2'), { offset: 3 })];
    expect(projectedOne(APP_MODEL, lifted)).toMatchObject({ blocked: false, blockedAt: null });
    const again = [...lifted, recorded(appBlocked('app-1', 'b1'), { offset: 4, id: 'decision-0' })];
    const doc = projectedOne(APP_MODEL, again);
    expect(doc).toMatchObject({ blocked: false, blockedAt: null });
    expect(doc.blocks.map(({ id }) => id)).toEqual(['b1', 'b2']);
  });

  it.each([
    ['a block', appBlocked()],
    ['an unblock', unblocked('block-1')],
    ['a revocation of everything', revoked('access', 'refresh')],
  ])('is not active any more after %s', (_case, fact) => {
    const decision = recorded(fact, { offset: 1 });
    for (const order of [
      [recordedUsage(tokenIssued()), decision],
      [decision, recordedUsage(tokenIssued())],
    ]) {
      expect(projectedOne(APP_MODEL, order)).toMatchObject({
        activeUntil: null,
        revokedBeforeMs: START_MS + 1005,
      });
    }
  });

  it('stays active by what a revocation does not cover', () => {
    const refresh = tokenIssued({
      tokenId: 'r1',
      kind: 'refresh',
      format: 'Opaque',
      expiresAt: timeAt(START_MS + 9_000_000),
    });
    const log = [...usageLog([tokenIssued(), refresh]), recorded(revoked('access'), { offset: 1 })];
    expect(projectedOne(APP_MODEL, log).activeUntil).toBe(timeAt(START_MS + 9_000_000));
  });

  it('counts a denial once that was appended twice, and two of the same moment both', () => {
    const denial = usageDenied({ count: 3 });
    const log = [
      recordedUsage(denial, { offset: 0, id: 'd1' }),
      recordedUsage(denial, { offset: 1, id: 'd1' }),
      recordedUsage(denial, { offset: 2, id: 'd2' }),
    ];
    expect(projectedOne(APP_MODEL, eachOnce(log))).toMatchObject({ deniedCount: 6, denied: { blocked: 6 } });
  });

  it('counts a window of an edge once that was sent twice: per edge, user and reason', () => {
    const row = { where: 'edge', edgeId: 'edge-1', windowId: 'w-1', count: 3 } as const;
    const { clientId, reason } = usageDenied().data;
    const at = timeAt(START_MS);
    const rows = [
      usageDenied(row),
      usageDenied({ ...row, edgeId: 'edge-2' }),
      usageDenied({ ...row, windowId: 'w-2' }),
      usageDenied({ ...row, userId: 'user-2' }),
      usageDenied({ ...row, reason: 'revoked-token-presented' }),
      { type: 'UsageDenied', data: { ...row, clientId, reason, firstAt: at, lastAt: at } } as const,
    ];
    expect(projectedOne(APP_MODEL, eachOnce(usageLog([...rows, ...rows])))).toMatchObject({
      deniedCount: 18,
      denied: { blocked: 15, 'revoked-token-presented': 3 },
    });
  });

  it('is one per app and organisation', () => {
    const log = [
      recorded(appRegistered('app-1')),
      recorded(appRegistered('app-2'), { offset: 1 }),
      recorded(appRegistered('app-1'), { offset: 2, orgId: 'org-2' }),
    ];
    expect(
      [...projected(APP_MODEL, log).values()].map(({ orgId, clientId }) => `${orgId} ${clientId}`),
    ).toEqual(['org-1 app-1', 'org-1 app-2', 'org-2 app-1']);
  });
});
