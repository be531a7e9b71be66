import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC } from '#event-log';
import { codeOf, FeedUnderTest } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeEach(async () => {
  feed = await FeedUnderTest.start();
});
afterEach(() => feed.close());

describe('a feed that finds its knowledge broken while it answers', () => {
  it.each(['/feed/head', '/feed/snapshot'])('gives none of it: %s', async (path) => {
    const edge = await feed.registerEdge();
    const { log, runtime } = feed.process;
    const { credentials } = runtime.storage;
    const get = credentials.get.bind(credentials);
    credentials.get = (...key) => {
      log.reportGap(DECISIONS_TOPIC, 0);
      return get(...key);
    };
    try {
      expect(await codeOf(await feed.ask(path, edge))).toEqual([503, 'NOT_READY']);
    } finally {
      credentials.get = get;
    }
  });
});
