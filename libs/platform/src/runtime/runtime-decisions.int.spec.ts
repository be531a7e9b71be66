import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateSigningKey, importSigningKey, signValue } from '#contracts';
import { encoded, orgOf } from '#decision-log/testing';
import { type Decision, isBlocked } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { ORG, registerOrg, TestDeployment, type TestProcess } from '../testing/index.js';

const BLOCK: Decision = { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } };

let deployment: TestDeployment;
let a: TestProcess;
beforeEach(async () => {
  deployment = await TestDeployment.open();
  a = await deployment.start();
  await registerOrg(a.runtime);
});
afterEach(() => deployment.close());

const append = (value: string, headers: object): Promise<unknown> =>
  deployment.storage.log.append(DECISIONS_TOPIC, { key: ORG, value, headers: { ...headers } });

describe('a process is not ready', () => {
  it('once the decision log has a gap, also when the connection is back', () => {
    a.log.reportGap(DECISIONS_TOPIC, 0);
    expect(a.runtime.decisions.trouble).toMatch(/gap/);
    a.log.reportHealth(true);
    expect(a.runtime.readiness.missing).toMatch(/gap/);
  });

  it('once it has read a decision with an effect that it does not know', async () => {
    const envelope = JSON.parse(encoded(BLOCK)) as { data: { effects: unknown[] } };
    envelope.data.effects.push({ effect: 'denySubnet', net: '10.0.0.0/8' });
    const value = JSON.stringify(envelope);
    const { privateKey, kid } = await a.runtime.platformKeys.signer('decisions');
    await append(value, await signValue(privateKey, kid, value));
    await a.runtime.decisions.catchUp(ORG);
    expect(a.runtime.readiness.ready).toBe(false);
  });
});

it('believes a key that was made after it began to read', async () => {
  const late = await generateSigningKey();
  const data = { purpose: 'decisions', publicJwk: late.publicJwk, sealed: {} };
  await deployment.storage.credentials.put({
    kind: 'platform-key',
    id: late.kid,
    orgId: '*platform',
    alias: 'decisions-2',
    data,
  });
  const { privateKey, kid } = await importSigningKey(late.privateJwk);
  const value = encoded(BLOCK);
  await append(value, await signValue(privateKey, kid, value));
  await a.runtime.decisions.catchUp(ORG);
  expect(isBlocked(orgOf(a.runtime).revocations, 'app-1')).toBe(true);
});
