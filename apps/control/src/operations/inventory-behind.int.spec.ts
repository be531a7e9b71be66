import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeUsage } from '#contracts';
import { tokenIssued } from '#domain/testing';
import { type Appended, USAGE_TOPIC } from '#event-log';
import { PROJECTOR } from '#read-models';
import { ORG } from '#platform/testing';
import { issue } from '../testing/issued-tokens.js';
import { ALICE, TwoPersons } from '../testing/two-persons.js';

let two: TwoPersons;
let app: string;
beforeAll(async () => {
  two = await TwoPersons.start();
  app = await two.control.newApp();
  await issue(two.control, { clientId: app });
});
afterAll(async () => {
  await two.control.close();
});

/** Appends an issuance that no projector has read. It doesn't matter which app the token is for. */
function append(tokenId: string): Promise<Appended> {
  const { log } = two.control.deployment.storage;
  const time = new Date().toISOString();
  const record = encodeUsage({ id: tokenId, orgId: ORG, time, fact: tokenIssued({ tokenId }) });
  return log.append(USAGE_TOPIC, record);
}

async function project({ partition, generation, offset }: Appended): Promise<void> {
  const { readModels } = two.control.deployment.storage;
  await readModels.saveCheckpoint(PROJECTOR, USAGE_TOPIC, partition, { generation, offset });
}

const preview = async () =>
  (await two.control.post(`/apps/${app}/revoke`, { dry_run: true }, ALICE)).body['counts'];
const one = { tokens: { access: 1, refresh: 0 } };

describe('while the inventory is behind the log', () => {
  it('a preview counts what is there, and says “at least”', async () => {
    expect(await preview()).toMatchObject({ ...one, at_least: false });
    const appended = await append('t1');
    expect(await preview()).toMatchObject({ ...one, at_least: true });
    await project(appended);
    expect(await preview()).toMatchObject({ ...one, at_least: false });
  });

  it('by no more than moments, a preview waits for it', async () => {
    const appended = await append('t2');
    const [counts] = await Promise.all([preview(), project(appended)]);
    expect(counts).toMatchObject({ ...one, at_least: false });
  });

  it('a bulk command waits for a second person, however few tokens it is seen to cover', async () => {
    const appended = await append('t3');
    const revoke = async () => (await two.control.post(`/apps/${app}/revoke`, {}, ALICE)).body['status'];
    expect(await revoke()).toBe('approval-required');
    await project(appended);
    expect(await revoke()).toBe('accepted');
  });
});
