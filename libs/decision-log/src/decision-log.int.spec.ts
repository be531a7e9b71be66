import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decideRetireEdge, type DomainError, isBlocked } from '#domain';
import { EventLogError } from '#event-log';
import { until } from '#event-log/testing';
import { OutcomeUnknownError } from './decision-log.errors.js';
import {
  ACTOR,
  block,
  decide,
  openDecisionLog,
  ORG,
  orgOf,
  register,
  revokeUser,
  type TestDecisionLogs,
  type TestProcess,
  unblock,
  withKey,
} from './testing/decision-log-under-test.js';
import { failureCodeOf, failureOf, holdBack, meetBeforeAppend } from './testing/faults.js';

let deployment: TestDecisionLogs;
let a: TestProcess;
beforeEach(async () => {
  ({ deployment, a } = await openDecisionLog());
});
afterEach(() => deployment.close());

describe('a decision', () => {
  it('that is accepted is in the log and in the fold, and the position covers it', async () => {
    const accepted = await decide(a, register('app-1'));
    expect(accepted).toMatchObject({ status: 'accepted', fact: { type: 'AppRegistered' }, effects: [] });
    expect(orgOf(a).apps.has('app-1')).toBe(true);
    expect(a.decisions.positionOf(ORG)).toEqual(accepted.position);
    const reader = await deployment.start();
    expect(orgOf(reader).apps.has('app-1')).toBe(true);
  });

  it('is refused only after the log was read to its end: another process may have made it possible', async () => {
    const b = await deployment.start();
    const release = holdBack(b);
    await decide(a, register('app-1'));
    const blocked = decide(b, block('app-1', 'b1'));
    release();
    expect((await blocked).status).toBe('accepted');
    expect(isBlocked(orgOf(b).revocations, 'app-1')).toBe(true);
  });

  it('is called needless only after the log was read to its end: another process may have undone what stood', async () => {
    const b = await deployment.start();
    await decide(a, register('app-1'));
    await decide(a, block('app-1', 'b1'));
    await b.decisions.catchUp(ORG);
    const release = holdBack(b);
    await decide(a, unblock('app-1'));
    const blockedAgain = decide(b, block('app-1', 'b2'));
    release();
    expect((await blockedAgain).status).toBe('accepted');
    await a.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
  });

  it('that changes nothing appends nothing, and stores nothing before', async () => {
    await decide(a, register('app-1'));
    await decide(a, block('app-1', 'b1'));
    const before = a.decisions.positionOf(ORG);
    let stored = 0;
    const beforeAppend = (): Promise<void> => {
      stored += 1;
      return Promise.resolve();
    };
    const answer = await a.decisions.decide(ORG, block('app-1', 'b2'), {
      actor: ACTOR,
      beforeAppend,
    });
    expect(answer).toEqual({
      id: null,
      status: 'nothing-happened',
      position: before,
      fact: null,
      effects: [],
      revokes: false,
    });
    expect(stored).toBe(0);
  });

  it('of two processes that register one name at once is taken once, whoever decides first', async () => {
    const b = await deployment.start();
    meetBeforeAppend([a, b]);
    const answers = await Promise.allSettled([
      decide(a, register('app-1', 'A')),
      decide(b, register('app-1', 'B')),
    ]);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as DomainError).code)).toEqual(['APP_ALREADY_REGISTERED']);
    await Promise.all([a, b].map(({ decisions }) => decisions.catchUp(ORG)));
    expect(orgOf(a).apps.get('app-1')?.metadata).toEqual(orgOf(b).apps.get('app-1')?.metadata);
  });

  it('is folded by every process to the same state, whoever wrote it', async () => {
    const b = await deployment.start();
    await decide(a, register('app-1'));
    await decide(b, block('app-1', 'b1'));
    await decide(a, revokeUser('u1'));
    await b.decisions.catchUp(ORG);
    expect(orgOf(b).revocations).toEqual(orgOf(a).revocations);
    expect(b.decisions.positionOf(ORG)).toEqual(a.decisions.positionOf(ORG));
  });
});

describe('a process that can write and not read', () => {
  it('answers a revocation, which holds wherever it is read, and calls the outcome of anything else unknown', async () => {
    const b = await deployment.start({ limits: { foldDeadlineMs: 100 } });
    const release = holdBack(b);
    expect((await decide(b, revokeUser('u1'))).status).toBe('accepted');
    expect(await failureOf(decide(b, register('app-1')))).toBeInstanceOf(OutcomeUnknownError);
    release();
  });

  it('does not keep a caller waiting for ever', async () => {
    const b = await deployment.start({ limits: { foldDeadlineMs: 100 } });
    const release = holdBack(b);
    await decide(a, revokeUser('u1'));
    const failure = await failureOf(withKey(b, 'key-1', 'd1', register('app-1')));
    expect(failure).toBeInstanceOf(EventLogError);
    expect((failure as EventLogError).code).toBe('LOG_UNAVAILABLE');
    release();
  });

  it('lets those who wait go when it is closed', async () => {
    const b = await deployment.start();
    const release = holdBack(b);
    await decide(a, revokeUser('u1'));
    const waiting = failureOf(b.decisions.catchUp(ORG));
    await until(() => b.decisions.positionOf(ORG) !== null);
    const closing = b.decisions.close();
    release();
    await closing;
    await waiting;
  });
});

it('refuses to retire an edge that nobody registered', async () => {
  expect(await failureCodeOf(decide(a, (org) => decideRetireEdge(org, { edgeId: 'edge-1' })))).toBe(
    'EDGE_NOT_FOUND',
  );
});
