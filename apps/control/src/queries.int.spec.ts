import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Position } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { PROJECTOR } from '#read-models';
import { ORG } from '#platform/testing';
import { ControlUnderTest } from './testing/control-under-test.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

describe('a query with Rescind-Position', () => {
  const checkpoint = async ({ generation, offset }: Position): Promise<void> => {
    const { log, readModels } = control.deployment.storage;
    await readModels.saveCheckpoint(PROJECTOR, DECISIONS_TOPIC, log.partitionOf(DECISIONS_TOPIC, ORG), {
      generation,
      offset,
    });
  };

  it('answers once the read models include the command', async () => {
    const command = await control.post('/users/u1/revoke');
    const headers = { 'rescind-position': String(command.body['position']) };
    const query = control.call('/revocations', { headers });
    await checkpoint(control.org.position ?? { generation: '', offset: -1 });
    expect((await query).status).toBe(200);
  });

  it.each(['made-up', 'g1:1', 'g1:1.AAAA', ''])('that isn’t one of ours (%j) is 400', async (position) => {
    const answer = await control.call('/revocations', { headers: { 'rescind-position': position } });
    expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_POSITION']);
  });

  it('of another organisation is 400', async () => {
    const position = control.process.runtime.positions.issue('neighbour', { generation: 'g1', offset: 1 });
    expect((await control.call('/revocations', { headers: { 'rescind-position': position } })).status).toBe(
      400,
    );
  });

  it('that the read models don’t reach in time is 503 with Retry-After', async () => {
    const position = control.process.runtime.positions.issue(ORG, { generation: 'another-log', offset: 1 });
    const answer = await control.call('/revocations', { headers: { 'rescind-position': position } });
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'POSITION_NOT_REACHED',
      '1',
    ]);
  });
});

describe('a list', () => {
  it.each(['/revocations?cursor=bad', '/edges?cursor=bad', '/apps/oauth/usage?cursor=bad'])(
    'refuses a cursor that isn’t ours: %s',
    async (path) => {
      const answer = await control.call(path);
      expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
    },
  );

  it.each([
    '/revocations?limit=0',
    '/revocations?limit=1000',
    '/revocations?limits=5',
    '/apps/oauth/usage?page=-1',
    '/apps/oauth/usage?pageSize=x',
  ])('refuses %s', async (path) => {
    const answer = await control.call(path);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('is 503 while the read models are away', async () => {
    const { readModels } = control.deployment.storage;
    const page = readModels.page.bind(readModels);
    const { ReadModelError } = await import('#read-models');
    readModels.page = () => Promise.reject(new ReadModelError('STORE_UNAVAILABLE', 'secret host', true));
    const answer = await control.call('/revocations');
    readModels.page = page;
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'STORE_UNAVAILABLE',
      '1',
    ]);
    expect(answer.text).not.toContain('secret host');
  });
});
