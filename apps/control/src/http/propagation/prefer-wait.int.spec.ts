import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EDGE_MODEL, parsePosition, type Position, REVOCATION_MODEL } from '#domain';
import { edgeAbsorbed, edgeRegistered, recorded, recordedUsage } from '#domain/testing';
import { ORG } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

describe('Prefer: wait', () => {
  /** Writes what the projector would. */
  async function projectRevocation(id: string, position: Position): Promise<void> {
    const record = recorded(
      { type: 'UserTokensRevoked', data: { userId: 'u1', covers: ['access'] } },
      { id, orgId: ORG, ...position },
    );
    const doc = REVOCATION_MODEL.apply(null, record, id);
    const [key = ''] = REVOCATION_MODEL.keys(record);
    if (doc !== null)
      await control.deployment.storage.readModels.write(REVOCATION_MODEL.collection, [
        { id: key, expected: null, positions: {}, doc },
      ]);
  }

  it('answers as soon as every edge applies it, and says so', async () => {
    const waiting = control.post(
      '/users/u1/revoke',
      {},
      { headers: { prefer: 'respond-async, wait=20', 'idempotency-key': 'waits' } },
    );
    const id = await new Promise<string>((resolve) => {
      const stop = control.process.runtime.decisions.onFolded(({ record }) => {
        stop();
        resolve((JSON.parse(record.value) as { id: string }).id);
      });
    });
    await projectRevocation(id, control.org.position ?? { generation: '', offset: -1 });
    const answer = await waiting;
    expect([answer.status, answer.body['id'], answer.headers.get('preference-applied')]).toEqual([
      202,
      id,
      'wait=20',
    ]);
  });

  it('answers without the promise when the time is over', async () => {
    const answer = await control.post('/users/u1/revoke', {}, { headers: { prefer: 'wait=0' } });
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, null]);
  });

  it('waits for no edge where nothing is revoked', async () => {
    const { readModels } = control.deployment.storage;
    const get = readModels.get.bind(readModels);
    const asked: string[] = [];
    readModels.get = (collection, id) => {
      asked.push(id);
      return get(collection, id);
    };
    const headers = { prefer: 'wait=1' };
    const answer = await control.call('/groups/sales', { method: 'PUT', body: {}, headers });
    readModels.get = get;
    expect([answer.status, answer.headers.get('preference-applied'), asked]).toEqual([202, null, []]);
  });

  it('never turns an accepted command into a failure', async () => {
    const { readModels } = control.deployment.storage;
    const get = readModels.get.bind(readModels);
    readModels.get = () => Promise.reject(new Error('the read models are away'));
    const answer = await control.post('/users/u1/revoke', {}, { headers: { prefer: 'wait=0' } });
    readModels.get = get;
    expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
  });

  it('tells laggards and measured times of an edge', async () => {
    const position = { generation: 'g1', offset: 70 };
    await projectRevocation('measured', position);
    const { readModels } = control.deployment.storage;
    for (const [edgeId, absorbed] of [
      ['edge-1', 70],
      ['edge-2', 60],
    ] as const) {
      const registered = recorded(edgeRegistered(edgeId), { orgId: ORG });
      const receipt = recordedUsage(
        edgeAbsorbed({ edgeId, position: `g1:${String(absorbed)}`, recent: [{ offset: absorbed, ms: 12 }] }),
        { orgId: ORG },
      );
      const [key = ''] = EDGE_MODEL.keys(registered);
      const doc = EDGE_MODEL.apply(EDGE_MODEL.apply(null, registered, key), receipt, key);
      if (doc !== null)
        await readModels.write(EDGE_MODEL.collection, [{ id: key, expected: null, positions: {}, doc }]);
    }
    const { body } = await control.call('/revocations/measured/propagation');
    expect(body).toMatchObject({
      revocationId: 'measured',
      complete: false,
      edges: { total: 2, applied: 1, laggards: [{ edgeId: 'edge-2', behind: 10 }] },
      latencyMs: { p50: 12, p99: 12, max: 12 },
    });
    expect(parsePosition(String(body['position']).split('.')[0] ?? '')).toEqual(position);
    expect((await control.call('/revocations/unknown/propagation')).body['code']).toBe(
      'REVOCATION_NOT_FOUND',
    );
  });
});
