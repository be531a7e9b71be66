import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeSnapshot, DEFAULT_SNAPSHOT_LIMITS, importVerificationKeys } from '#contracts';
import { formatPosition, revocationEntries } from '#domain';
import { ORG } from '#platform/testing';
import { appOf, FeedUnderTest } from '../testing/feed-under-test.js';

let feed: FeedUnderTest;
beforeAll(async () => {
  feed = await FeedUnderTest.start();
});
afterAll(() => feed.close());

describe('the snapshot', () => {
  const read = async (response: Response) => {
    const keys = await importVerificationKeys(await feed.process.runtime.platformKeys.jwks());
    return decodeSnapshot(new Uint8Array(await response.arrayBuffer()), keys, {
      ...DEFAULT_SNAPSHOT_LIMITS,
      orgId: ORG,
    });
  };

  it('is the signed state at the position that it names', async () => {
    const edge = await feed.registerEdge();
    await feed.absorbed((await feed.revoke('u-snapshot')).position);
    const response = await feed.ask('/feed/snapshot', edge);
    const snapshot = await read(response);
    expect(response.headers.get('rescind-position')).toBe(formatPosition(feed.head));
    expect(snapshot.position).toEqual(feed.head);
    const folded = feed.process.runtime.decisions.org(ORG);
    expect(folded && revocationEntries(snapshot.state)).toEqual(
      folded && revocationEntries(folded.revocations),
    );
  });

  it('is not sent again to whom has it, and is another one after the next decision', async () => {
    const edge = await feed.registerEdge();
    const first = await feed.ask('/feed/snapshot', edge);
    const etag = first.headers.get('etag') ?? '';
    await first.arrayBuffer();
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await feed.ask('/feed/snapshot', edge, { 'if-none-match': condition });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    }
    await feed.absorbed((await feed.revoke('u-etag')).position);
    const changed = await feed.ask('/feed/snapshot', edge, { 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    expect((await read(changed)).position).toEqual(feed.head);
  });

  it('is the same for all who ask at once, whatever is folded meanwhile', async () => {
    const edge = await feed.registerEdge();
    const answers = Promise.all(Array.from({ length: 8 }, () => feed.ask('/feed/snapshot', edge)));
    await feed.revoke('u-meanwhile');
    for (const response of await answers) {
      const said = response.headers.get('rescind-position');
      const { position } = await read(response);
      expect(position === null ? null : formatPosition(position)).toBe(said);
    }
  });

  it('is there again after the store of its key was away', async () => {
    const other = feed.deployment.process();
    const working = other.runtime.platformKeys.signer.bind(other.runtime.platformKeys);
    let away = true;
    other.runtime.platformKeys.signer = (purpose) =>
      away && purpose === 'snapshots' ? Promise.reject(new Error('away')) : working(purpose);
    const second = await appOf(other);
    await second.init();
    await other.runtime.start();
    const { authorization } = await feed.registerEdge();
    const get = () => second.inject({ url: '/feed/snapshot', headers: { authorization } });
    expect((await get()).statusCode).toBe(500);
    away = false;
    expect((await get()).statusCode).toBe(200);
    await second.close();
  });
});
