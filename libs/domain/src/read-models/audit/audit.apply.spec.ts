import { describe, expect, it } from '@jest/globals';
import {
  appBlocked,
  appRegistered,
  edgeRegistered,
  groupChanged,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  recordedUsage,
  tokenIssued,
} from '../../testing/index.js';
import { AUDIT_MODEL, withOutcome } from './audit.apply.js';

describe('the audit entry', () => {
  it('of a decision says who, what, when and why', () => {
    const fact = {
      type: 'AppBlocked',
      data: { clientId: 'app-1', blockId: 'b1', reason: 'leaked' },
    } as const;
    expect(projectedOne(AUDIT_MODEL, [recorded(fact, { offset: 3 })])).toMatchObject({
      decisionId: 'decision-3',
      type: 'AppBlocked',
      actorKind: 'user',
      actorId: 'admin-1',
      reason: 'leaked',
      position: 'g1:3',
      subjectKind: 'app',
      subject: 'app-1',
      clientId: 'app-1',
      userId: null,
      summary: 'b1',
      outcome: 'accepted',
    });
  });

  it('of a decision is the first record of it, and usage has none', () => {
    const log = [
      recorded(appBlocked('app-1'), { id: 'd1' }),
      recorded(appBlocked('app-1'), { id: 'd1', offset: 4 }),
      recordedUsage(tokenIssued()),
    ];
    expect(projectedOne(AUDIT_MODEL, log).position).toBe('g1:0');
  });

  it('of a conditional fact does not say whether the log took it, until somebody knows', () => {
    const entry = projectedOne(AUDIT_MODEL, recordedLog([appRegistered()]));
    expect(entry.outcome).toBeNull();
    expect(withOutcome(entry, { outcome: 'rejected', code: 'APP_ALREADY_REGISTERED' })).toMatchObject({
      outcome: 'rejected',
      outcomeCode: 'APP_ALREADY_REGISTERED',
    });
    expect(withOutcome(entry, { outcome: 'accepted' })).toMatchObject({
      outcome: 'accepted',
      outcomeCode: null,
    });
  });

  it('holds no name, and no more than a few ids', () => {
    const members = Array.from({ length: 1000 }, (_, n) => `user-${String(n)}`);
    const named = groupChanged(members, 'group-1');
    const entries = projected(AUDIT_MODEL, recordedLog([named, edgeRegistered('edge-1', 'Ann’s laptop')]));
    const [group, edge] = [...entries.values()];
    expect(group).toMatchObject({
      subjectKind: 'group',
      subject: 'group-1',
      summary: 'added user-0 user-1 user-2 user-3 user-4 and 995 more',
    });
    expect(JSON.stringify(edge)).not.toContain('Ann');
  });
});
