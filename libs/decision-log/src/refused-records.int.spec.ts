import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateSigningKey, importSigningKey, signValue } from '#contracts';
import { type Decision, isBlocked } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import type { FoldedDecision } from './decision-fold.js';
import {
  decide,
  encoded,
  openDecisionLog,
  ORG,
  orgOf,
  register,
  revokeUser,
  type TestDecisionLogs,
  type TestProcess,
} from './testing/decision-log-under-test.js';
import { failureOf } from './testing/faults.js';

let deployment: TestDecisionLogs;
let a: TestProcess;
beforeEach(async () => {
  ({ deployment, a } = await openDecisionLog());
});
afterEach(() => deployment.close());

describe('a record that cannot be believed', () => {
  const blockFact: Decision = { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } };

  it.each<[string, () => Promise<[string, Record<string, string>]>]>([
    ['is not signed', () => Promise.resolve([encoded(blockFact), {}])],
    [
      'is signed by a key that is not ours',
      async () => {
        const key = await importSigningKey((await generateSigningKey()).privateJwk);
        return [encoded(blockFact), { ...(await signValue(key.privateKey, key.kid, encoded(blockFact))) }];
      },
    ],
    [
      'was changed after it was signed',
      async () => [encoded(blockFact).replace('app-1', 'app-2'), await deployment.signed(encoded(blockFact))],
    ],
    ['is no decision, and not signed', () => Promise.resolve(['{"not":"a decision"', {}])],
  ])('because it %s, is never folded; what comes after it is', async (_case, forge) => {
    const [value, headers] = await forge();
    const { offset } = await deployment.appendRaw(value, headers);
    const after = await decide(a, register('app-9'));
    expect(after.position.offset).toBe(offset + 1);
    expect(orgOf(a).revocations.blocks.size).toBe(0);
    expect(a.decisions.refusedRecords).toBe(1);
    expect(a.decisions.trouble).toBeNull();
  });

  it('because it is genuine and stands in another organisation’s partition, is never folded', async () => {
    const elsewhere = ['o1', 'o2', 'o3', 'o4', 'o5', 'o6'].find(
      (key) =>
        deployment.log.partitionOf(DECISIONS_TOPIC, key) !== deployment.log.partitionOf(DECISIONS_TOPIC, ORG),
    );
    const value = encoded(blockFact);
    await deployment.appendRaw(value, await deployment.signed(value), elsewhere);
    const before = orgOf(a).position;
    await a.decisions.catchUp(elsewhere ?? '');
    expect(orgOf(a).position).toEqual(before);
    expect(a.decisions.refusedRecords).toBe(1);
  });

  it('although this process wrote it itself, is not called accepted', async () => {
    a.log.tamper = (record) => ({ ...record, value: record.value.replace('u1', 'u2') });
    expect(await failureOf(decide(a, revokeUser('u1')))).toBeInstanceOf(Error);
  });
});

describe('a record that this version does not fully understand', () => {
  const unknown = { effect: 'denySubnet', net: '10.0.0.0/8' };

  it('holds with the effects that are understood, is passed on, and makes the process not ready for any other', async () => {
    const heard: FoldedDecision[] = [];
    a.decisions.onFolded((folded) => heard.push(folded));
    const envelope = JSON.parse(
      encoded({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } }),
    ) as { data: { effects: unknown[] } };
    envelope.data.effects.push(unknown);
    const value = JSON.stringify(envelope);
    const { offset } = await deployment.appendRaw(value, await deployment.signed(value));
    await a.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
    expect(heard.map(({ record }) => record.offset)).toEqual([offset]);
    expect(a.decisions.trouble).toMatch(/effect/);
  });

  it('holds, if only its fact is unknown, and is nothing to worry about', async () => {
    const envelope = JSON.parse(
      encoded({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } }),
    ) as { type: string };
    const value = JSON.stringify({ ...envelope, type: 'rescind.AppShunned.v1' });
    await deployment.appendRaw(value, await deployment.signed(value));
    await a.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
    expect(a.decisions.trouble).toBeNull();
  });

  it('makes the process not ready, if it is signed and unreadable: a revocation could be in it', async () => {
    const value = '{"signed":"by a later version"}';
    await deployment.appendRaw(value, await deployment.signed(value));
    await a.decisions.catchUp(ORG);
    expect(a.decisions.trouble).not.toBeNull();
  });
});
