import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../facts/index.js';
import {
  appBlocked,
  appRegistered,
  edgeAbsorbed,
  edgeRegistered,
  keysRotated,
  OWN_ISSUER,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  recordedUsage,
  START_MS,
  timeAt,
} from '../../testing/index.js';
import { EDGE_MODEL, EDGE_RECENT_SIZE } from '../edge/edge.apply.js';
import { REVOCATION_MODEL } from './revocation.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);
const retired = { type: 'EdgeRetired', data: { edgeId: 'edge-1' } } as const;

describe('the audit entry of a revocation', () => {
  it('says who did what to whom, when, why, and where it stands', () => {
    const fact: Decision = {
      type: 'UserAppTokensRevoked',
      data: { userId: 'user-1', clientId: 'app-1', covers: ['refresh'], reason: 'left' },
    };
    const decision = recorded(fact, { id: 'rev-1', offset: 7, actor: { kind: 'client', id: 'svc' } });
    expect(projectedOne(REVOCATION_MODEL, [decision])).toEqual({
      orgId: 'org-1',
      revocationId: 'rev-1',
      type: 'UserAppTokensRevoked',
      actorKind: 'client',
      actorId: 'svc',
      reason: 'left',
      time: at(7),
      recordedAt: timeAt(START_MS + 7005),
      recordedAtMs: START_MS + 7005,
      covers: ['refresh'],
      subjectKind: 'user-app',
      subject: 'user-1',
      clientId: 'app-1',
      userId: 'user-1',
      position: 'g1:7',
      generation: 'g1',
      offset: 7,
      effects: decision.effects,
      effectCount: 1,
      keepUntil: decision.keepUntil,
    });
  });

  it.each<[Decision, string, string, readonly string[]]>([
    [appBlocked(), 'app', 'app-1', ['access', 'refresh', 'session']],
    [
      { type: 'AppUnblocked', data: { clientId: 'app-1', blockIds: ['b'] } },
      'app',
      'app-1',
      ['access', 'refresh', 'session'],
    ],
    [
      { type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: ['access'] } },
      'app',
      'app-1',
      ['access'],
    ],
    [
      { type: 'TokenRevoked', data: { iss: OWN_ISSUER, jti: 'j', covers: ['access'] } },
      'token',
      'j',
      ['access'],
    ],
    [{ type: 'GrantRevoked', data: { grantId: 'g', covers: ['refresh'] } }, 'grant', 'g', ['refresh']],
    [{ type: 'UserTokensRevoked', data: { userId: 'u', covers: ['access'] } }, 'user', 'u', ['access']],
    [{ type: 'SessionRevoked', data: { sessionId: 's', covers: ['session'] } }, 'session', 's', ['session']],
    [{ type: 'OrgTokensRevoked', data: { covers: ['access'] } }, 'org', 'org-1', ['access']],
    [keysRotated('k2', { mode: 'revoke', deniedKids: ['k1'] }), 'issuer', OWN_ISSUER, ['access']],
  ])('names the subject of $type', (fact, subjectKind, subject, covers) => {
    expect(projectedOne(REVOCATION_MODEL, [recorded(fact)])).toMatchObject({
      type: fact.type,
      subjectKind,
      subject,
      covers,
    });
  });

  it('is one per decision, the first, also when its record was appended again', () => {
    const again = recorded(appBlocked(), { offset: 9, id: 'decision-0', time: at(0) });
    expect(projectedOne(REVOCATION_MODEL, [recorded(appBlocked()), again])).toMatchObject({
      position: 'g1:0',
    });
  });

  it('is made of nothing that revokes nothing', () => {
    const log = recordedLog([appRegistered(), edgeRegistered(), keysRotated('k2'), retired]);
    expect(projected(REVOCATION_MODEL, log).size).toBe(0);
  });
});

describe('the document of an edge', () => {
  it('holds the first registration and the first retirement', () => {
    const log = recordedLog([
      edgeRegistered('edge-1', 'Gateway'),
      edgeRegistered('edge-1', 'Other'),
      retired,
      retired,
    ]);
    expect(projectedOne(EDGE_MODEL, log)).toMatchObject({
      registered: true,
      name: 'Gateway',
      nameKey: 'gateway',
      registeredAt: timeAt(START_MS + 5),
      retired: true,
      retiredAt: timeAt(START_MS + 2005),
      position: null,
    });
  });

  it('is not retired by what the fold rejects', () => {
    expect(projected(EDGE_MODEL, [recorded(retired)]).size).toBe(0);
    const outdated = [
      recorded(edgeRegistered(), { offset: 5 }),
      recorded(retired, { offset: 6, basedOn: 4 }),
    ];
    expect(projectedOne(EDGE_MODEL, outdated).retired).toBe(false);
    const current = [recorded(edgeRegistered(), { offset: 5 }), recorded(retired, { offset: 6, basedOn: 5 })];
    expect(projectedOne(EDGE_MODEL, current).retired).toBe(true);
  });

  it('comes to the same whatever order receipts and their repetitions are read in', () => {
    const receipts = [
      edgeAbsorbed({
        position: 'g1:4',
        receivedAt: at(1),
        recent: [
          { offset: 3, ms: 20 },
          { offset: 4, ms: 12 },
        ],
      }),
      edgeAbsorbed({
        position: 'g1:6',
        receivedAt: at(2),
        recent: [
          { offset: 4, ms: 950 },
          { offset: 6, ms: 8 },
        ],
      }),
    ].map((fact) => recordedUsage(fact));
    const registration = recorded(edgeRegistered());
    for (const order of [
      [registration, ...receipts],
      [...receipts, registration],
      [...receipts.reverse(), ...receipts, registration],
    ]) {
      expect(projectedOne(EDGE_MODEL, order)).toMatchObject({
        registered: true,
        position: 'g1:6',
        generation: 'g1',
        absorbedOffset: 6,
        lastSeenAt: at(2),
        recent: [
          { offset: 3, ms: 20 },
          { offset: 4, ms: 12 },
          { offset: 6, ms: 8 },
        ],
      });
    }
  });

  it('keeps the newest 64 measurements', () => {
    const recent = Array.from({ length: 100 }, (_, offset) => ({ offset, ms: 1 }));
    const doc = projectedOne(EDGE_MODEL, [recordedUsage(edgeAbsorbed({ position: 'g1:99', recent }))]);
    expect(doc.recent).toHaveLength(EDGE_RECENT_SIZE);
    expect(doc.recent[0]?.offset).toBe(36);
  });

  it('starts anew in another generation of the log, and is not taken back by an old receipt', () => {
    const old = recordedUsage(
      edgeAbsorbed({ position: 'g1:90', receivedAt: at(1), recent: [{ offset: 90, ms: 5 }] }),
    );
    const anew = recordedUsage(
      edgeAbsorbed({ position: 'g2:3', receivedAt: at(2), recent: [{ offset: 3, ms: 6 }] }),
    );
    for (const order of [
      [old, anew],
      [old, anew, old],
      [anew, old],
    ]) {
      expect(projectedOne(EDGE_MODEL, order)).toMatchObject({
        position: 'g2:3',
        absorbedOffset: 3,
        recent: [{ offset: 3, ms: 6 }],
      });
    }
  });
});
