import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../facts/index.js';
import {
  appBlocked,
  appRegistered,
  edgeRegistered,
  keysRotated,
  OWN_ISSUER,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  START_MS,
  timeAt,
} from '../../testing/index.js';
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
