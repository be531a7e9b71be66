import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { outcomeUnknown } from '#event-log/testing';
import { IdempotencyKeyReusedError } from './decision-log.errors.js';
import {
  block,
  decide,
  openDecisionLog,
  ORG,
  orgOf,
  register,
  revokeUser,
  type TestDecisionLogs,
  type TestProcess,
  withKey,
} from './testing/decision-log-under-test.js';
import { failureCodeOf, failureOf, meetBeforeAppend } from './testing/faults.js';

let deployment: TestDecisionLogs;
let a: TestProcess;
beforeEach(async () => {
  ({ deployment, a } = await openDecisionLog());
});
afterEach(() => deployment.close());

describe('an Idempotency-Key', () => {
  const facts = (): number => [...orgOf(a).facts.keys()].filter((id) => id === 'key-1').length;

  it('answers a repetition from the log with the first position, in every process', async () => {
    await decide(a, register('app-1'));
    const first = await withKey(a, 'key-1', 'd1', block('app-1', 'b1'));
    const b = await deployment.start();
    for (const process of [a, b]) {
      const again = await withKey(process, 'key-1', 'd1', block('app-1', 'b2'));
      expect(again).toMatchObject({ id: 'key-1', status: 'accepted', position: first.position });
    }
    expect(orgOf(a).revocations.blocks.get('app-1')?.size).toBe(1);
  });

  it('of another request is refused', async () => {
    await withKey(a, 'key-1', 'd1', revokeUser('u1'));
    expect(await failureOf(withKey(a, 'key-1', 'd2', revokeUser('u2')))).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });

  it('that two processes use at once for one request has one fact, and both answer the same', async () => {
    const b = await deployment.start();
    meetBeforeAppend([a, b]);
    const [one, two] = await Promise.all(
      [a, b].map((process) => withKey(process, 'key-1', 'd1', register('app-1'))),
    );
    expect([one?.status, two?.status]).toEqual(['accepted', 'accepted']);
    expect(one?.position).toEqual(two?.position);
    await a.decisions.catchUp(ORG);
    expect(facts()).toBe(1);
  });

  it.each([
    ['conditional facts', register('app-1'), register('app-2')],
    ['facts with effects', revokeUser('u1'), revokeUser('u2')],
  ])(
    'that two processes use at once for different requests is refused to the second in the log (%s)',
    async (_case, one, other) => {
      const b = await deployment.start();
      meetBeforeAppend([a, b]);
      const answers = await Promise.allSettled([
        withKey(a, 'key-1', 'd1', one),
        withKey(b, 'key-1', 'd2', other),
      ]);
      const refused = answers.filter((answer) => answer.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toBeInstanceOf(IdempotencyKeyReusedError);
    },
  );

  it('that one process uses twice at once is answered twice', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => withKey(a, 'key-1', 'd1', register('app-1'))));
    expect(new Set(answers.map(({ position }) => position.offset)).size).toBe(1);
    expect(answers.every(({ status, id }) => status === 'accepted' && id === 'key-1')).toBe(true);
  });

  it('whose first fact was rejected by the log is answered with the same rejection again', async () => {
    const b = await deployment.start();
    meetBeforeAppend([a, b]);
    const answers = await Promise.allSettled([
      withKey(a, 'key-a', 'd1', register('app-1')),
      withKey(b, 'key-b', 'd1', register('app-1')),
    ]);
    const [loser, key] = answers[0].status === 'rejected' ? ([a, 'key-a'] as const) : ([b, 'key-b'] as const);
    loser.log.beforeAppend = () => undefined;
    expect(await failureCodeOf(withKey(loser, key, 'd1', register('app-9')))).toBe('APP_ALREADY_REGISTERED');
  });

  it('makes a send whose outcome is unknown safe to repeat', async () => {
    a.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    expect(await failureCodeOf(withKey(a, 'key-1', 'd1', register('app-1')))).toBe('APPEND_OUTCOME_UNKNOWN');
    a.log.afterAppend = () => undefined;
    const again = await withKey(a, 'key-1', 'd1', register('app-1'));
    expect(again).toMatchObject({ status: 'accepted', id: 'key-1' });
    expect(again.position).toEqual(orgOf(a).position);
    expect(facts()).toBe(1);
  });
});
