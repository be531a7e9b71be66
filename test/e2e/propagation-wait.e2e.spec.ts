import { afterEach, expect, it } from '@jest/globals';
import { registerApp } from '../platform/actors/apps.js';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import type { Platform } from '../platform/processes/platform.js';
import { type ResourceServer, startResourceServer } from '../platform/actors/resource-server.js';
import { until } from '../platform/until.js';

interface Edge {
  readonly id: string;
  readonly headers: { readonly authorization: string };
}

/** Registers an edge that nobody runs. */
async function registerEdge({ api }: Platform, name: string): Promise<Edge> {
  const { status, body } = await api.post('/edges', { name });
  expect(status).toBe(201);
  const id = String(body['edge_id']);
  const basic = Buffer.from(`${id}:${String(body['edge_secret'])}`).toString('base64');
  return { id, headers: { authorization: `Basic ${basic}` } };
}

inBothModes('how far a revocation has come', (platform) => {
  const servers: ResourceServer[] = [];
  const serve = async (name: string): Promise<ResourceServer> => {
    const server = await startResourceServer(platform(), name);
    servers.push(server);
    return server;
  };
  const retire = (edgeId: string) => platform().api.delete(`/edges/${edgeId}`);
  // What one test leaves behind would be the laggards of the next.
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await server.close();
      await retire(server.edgeId);
    }
  });
  const block = (clientId: string, wait: string) =>
    platform().api.post(`/apps/${clientId}/block`, {}, { headers: { prefer: wait } });
  const propagation = async (id: unknown) =>
    (await platform().api.get(`/revocations/${String(id)}/propagation`)).body;
  /** Everyone who is asked: those of the test, and in the standalone process its own sidecar. */
  const edgeIds = async (): Promise<string[]> => {
    const { body } = await platform().api.get('/edges');
    return (body['edges'] as { edge_id: string }[]).map(({ edge_id: id }) => id);
  };

  it('is everywhere when a command that prefers to wait says that the preference was applied', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const token = await api.clientToken(app.clientId, app.clientSecret);
    const edges = [await serve('one'), await serve('two')];
    for (const edge of edges) await edge.accepts(token);

    const answer = await block(app.clientId, 'respond-async, wait=20');
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('wait=20');
    for (const edge of edges) expect(await edge.call(token)).toEqual({ status: 401, reason: 'app-blocked' });
    const asked = await edgeIds();
    expect(asked).toEqual(expect.arrayContaining(edges.map(({ edgeId }) => edgeId)));
    expect(await propagation(answer.body['id'])).toMatchObject({
      complete: true,
      edges: { total: asked.length, applied: asked.length, laggards: [] },
      latencyMs: { p50: expect.any(Number), max: expect.any(Number) },
    });
  });

  it('is told when the wait is over and an edge lags; the command is accepted all the same', async () => {
    const app = await registerApp(platform());
    const running = await serve('running');
    const silent = await registerEdge(platform(), 'switched off');

    const answer = await block(app.clientId, 'wait=1');
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBeNull();
    const page = await until('only the silent edge lags', async () => {
      const found = await propagation(answer.body['id']);
      return (found['edges'] as { laggards?: unknown[] } | undefined)?.laggards?.length === 1 ? found : null;
    });
    expect(page).toMatchObject({
      complete: false,
      edges: { laggards: [{ edgeId: silent.id, name: 'switched off' }] },
    });

    expect((await retire(silent.id)).status).toBe(202);
    const after = await until('the retired edge no longer counts', async () => {
      const found = await propagation(answer.body['id']);
      return found['complete'] === true ? found : null;
    });
    const left = await edgeIds();
    expect(left).toContain(running.edgeId);
    expect(left).not.toContain(silent.id);
    expect(after).toMatchObject({ edges: { total: left.length, applied: left.length, laggards: [] } });
  });

  it('reaches no edge that was retired: its stream ends, and it can’t come back', async () => {
    const { url } = platform();
    const edge = await registerEdge(platform(), 'to be retired');
    const head = await until('the feed knows the edge', async () => {
      const answer = await fetch(`${url}/feed/head?org=default`, { headers: edge.headers });
      return answer.status === 200 ? ((await answer.json()) as { head: string }).head : null;
    });
    const open = () =>
      fetch(`${url}/feed/stream?org=default&from=${encodeURIComponent(head)}`, { headers: edge.headers });
    const stream = await open();
    expect(stream.status).toBe(200);
    const ended = stream.text().then(
      () => true,
      () => true,
    );

    expect((await retire(edge.id)).status).toBe(202);
    expect(await ended).toBe(true);
    const again = await open();
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is no longer learnt by a resource server whose edge was retired: it refuses everything by its policy', async () => {
    const { api } = platform();
    const app = await registerApp(platform());
    const token = await api.clientToken(app.clientId, app.clientSecret);
    const server = await serve('retired while it runs');
    await server.accepts(token);
    expect((await retire(server.edgeId)).status).toBe(202);
    await until('it is stale', async () => (await server.call(token)).reason === 'stale');
  });

  it('doesn’t change when an edge is retired twice; one that never was is not found', async () => {
    const edge = await registerEdge(platform(), 'retired twice');
    expect((await retire(edge.id)).body['status']).toBe('accepted');
    const again = await retire(edge.id);
    expect({ status: again.status, outcome: again.body['status'] }).toEqual({
      status: 202,
      outcome: 'nothing-happened',
    });
    const unknown = await retire('edge_nobody');
    expect({ status: unknown.status, code: unknown.body['code'] }).toEqual({
      status: 404,
      code: 'EDGE_NOT_FOUND',
    });
  });
});
