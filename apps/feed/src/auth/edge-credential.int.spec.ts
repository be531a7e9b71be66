import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideRetireEdge } from '#domain';
import { decide, ORG } from '#platform/testing';
import { basic, codeOf, FeedUnderTest } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeAll(async () => {
  feed = await FeedUnderTest.start();
});
afterAll(() => feed.close());

describe('an edge’s credential', () => {
  it.each(['/feed/snapshot', '/feed/stream?from=g:-1', '/feed/head', '/feed/keys'])(
    'is needed for %s',
    async (path) => {
      const { id } = await feed.registerEdge();
      for (const authorization of [
        undefined,
        'Bearer x',
        'Basic !!',
        basic(id, 'wrong'),
        basic('nobody', 'x'),
        basic('', ''),
        `Basic ${btoa('no-colon')}`,
      ]) {
        const answer = await feed.ask(path, { ...(authorization === undefined ? {} : { authorization }) });
        expect(answer.headers.get('www-authenticate')).toContain('Basic');
        expect(await codeOf(answer)).toEqual([401, 'UNAUTHENTICATED']);
      }
    },
  );

  it('opens its own organisation, which needs no name where it is the only one', async () => {
    const edge = await feed.registerEdge();
    expect((await feed.ask('/feed/head', edge)).status).toBe(200);
    expect((await feed.ask(`/feed/head?org=${ORG}`, edge)).status).toBe(200);
  });

  it('opens no other organisation, whether there is one or not', async () => {
    const edge = await feed.registerEdge();
    for (const org of ['other', 'nobody', ''])
      expect(await codeOf(await feed.ask(`/feed/head?org=${org}`, edge))).toEqual([404, 'ORG_NOT_FOUND']);
  });

  it('for several organisations needs the name of one', async () => {
    const edge = await feed.registerEdge([ORG, 'other']);
    expect(await codeOf(await feed.ask('/feed/head', edge))).toEqual([400, 'INVALID_REQUEST']);
    expect((await feed.ask('/feed/head?org=other', edge)).status).toBe(200);
  });

  it('is good for nothing from the moment on that the edge is retired', async () => {
    const edge = await feed.registerEdge();
    expect((await feed.ask('/feed/head', edge)).status).toBe(200);
    const { position } = await decide(feed.writer.runtime, (org) =>
      decideRetireEdge(org, { edgeId: edge.id }),
    );
    await feed.absorbed(position);
    expect((await feed.ask('/feed/head', edge)).status).toBe(401);
  });

  it('is good for nothing without its fact: registering failed half-way', async () => {
    const authorization = await feed.putCredential('edge_orphan');
    expect((await feed.ask('/feed/head', { authorization })).status).toBe(401);
  });

  it('is good at once, although this process has not folded its registration yet', async () => {
    const letGo = feed.holdBack();
    const edge = await feed.registerEdge();
    const answer = feed.ask('/feed/head', edge);
    letGo();
    expect((await answer).status).toBe(200);
  });

  it('that got a new secret is good with the new one', async () => {
    const edge = await feed.registerEdge();
    expect((await feed.ask('/feed/head', edge)).status).toBe(200);
    const authorization = await feed.putCredential(edge.id);
    expect((await feed.ask('/feed/head', { authorization })).status).toBe(200);
    expect((await feed.ask('/feed/head', edge)).status).toBe(401);
  });
});
