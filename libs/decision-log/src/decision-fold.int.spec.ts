import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeDecision } from '#contracts';
import { type Decision, type Effect, effectsOf, isBlocked } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import type { FoldedDecision } from './decision-fold.js';
import {
  ACTOR,
  block,
  decide,
  openDecisionLog,
  ORG,
  orgOf,
  register,
  registerOrg,
  type TestDecisionLogs,
  type TestProcess,
  unblock,
} from './testing/decision-log-under-test.js';

let deployment: TestDecisionLogs;
let a: TestProcess;
beforeEach(async () => {
  ({ deployment, a } = await openDecisionLog());
});
afterEach(() => deployment.close());

describe('the fold', () => {
  it('takes a batch that is delivered again for what it is', async () => {
    const b = deployment.process();
    b.log.deliveries = 3;
    const heard: number[] = [];
    b.decisions.onFolded(({ record }) => heard.push(record.offset));
    await decide(a, register('app-1'));
    await decide(a, block('app-1', 'b1'));
    await b.decisions.start();
    expect(heard).toEqual([...new Set(heard)]);
    expect(orgOf(b).revocations).toEqual(orgOf(a).revocations);
    expect(orgOf(b).facts).toEqual(orgOf(a).facts);
  });

  it('goes on when a listener throws, and tells every other in log order with what came before', async () => {
    const heard: [number, number][] = [];
    a.decisions.onFolded(() => {
      throw new Error('a listener of poor quality');
    });
    const stop = a.decisions.onFolded(({ record, previousOffset }) =>
      heard.push([previousOffset, record.offset]),
    );
    const start = orgOf(a).position?.offset ?? -1;
    await decide(a, register('app-1'));
    await decide(a, block('app-1', 'b1'));
    expect(heard).toEqual([
      [start, start + 1],
      [start + 1, start + 2],
    ]);
    stop();
    await decide(a, unblock('app-1'));
    expect(heard).toHaveLength(2);
  });

  it('keeps organisations of one partition apart, though they share its offsets', async () => {
    const home = deployment.log.partitionOf(DECISIONS_TOPIC, ORG);
    const other = Array.from({ length: 50 }, (_, n) => `other-${String(n)}`).find(
      (key) => deployment.log.partitionOf(DECISIONS_TOPIC, key) === home,
    );
    if (other === undefined) throw new Error('no other organisation lands there');
    await registerOrg(a, other);
    const heard: FoldedDecision[] = [];
    a.decisions.onFolded((folded) => heard.push(folded));
    const before = orgOf(a).position?.offset;
    await decide(a, register('app-1'));
    await decide(a, register('app-1'), other);
    expect(heard.map(({ orgId, previousOffset }) => [orgId, previousOffset])).toEqual([
      [ORG, before],
      [other, (before ?? 0) + 1],
    ]);
    expect(a.decisions.positionOf(ORG)?.offset).toBe(orgOf(a, other).position?.offset);
  });

  it('drops what has expired in log time, and only that', async () => {
    const time = new Date().toISOString();
    const fact: Decision = {
      type: 'TokenRevoked',
      data: { iss: 'https://issuer.test', jti: 'old', covers: ['access'] },
    };
    const effects: readonly Effect[] = effectsOf(fact, time);
    const keepUntil = new Date(Date.now() - 86_400_000).toISOString();
    const draft = {
      id: 'old',
      orgId: ORG,
      actor: ACTOR,
      time,
      fact,
      effects,
      keepUntil,
      basedOn: null,
      requestDigest: null,
    };
    const { value } = encodeDecision(draft);
    await deployment.appendRaw(value, await deployment.signed(value));
    await decide(a, register('app-1'));
    await decide(a, block('app-1', 'b1'));
    expect(orgOf(a).revocations.denied.size).toBe(1);
    await a.decisions.prune();
    expect(orgOf(a).revocations.denied.size).toBe(0);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
  });
});
