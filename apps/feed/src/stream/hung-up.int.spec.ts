import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gate } from '#event-log/testing';
import { ORG } from '#platform/testing';
import { FeedUnderTest } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeAll(async () => {
  feed = await FeedUnderTest.start();
});
afterAll(() => feed.close());

it('a stream whose edge hung up before it was opened is kept by nobody', async () => {
  const asked = gate();
  const opened = gate();
  const server = createServer((request, response) => {
    asked.open();
    response.once('close', () => {
      feed.connections.open({ edgeId: 'edge_gone', orgId: ORG }, request, response, []);
      opened.open();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  client.on('error', () => undefined);
  await asked.opened;
  client.destroy();
  await opened.opened;
  expect(feed.connections.size).toBe(0);
  server.close();
});
