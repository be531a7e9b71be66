import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Decision } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import { type ReadModelStore, REFRESH_MODEL, type RefreshDoc } from '#read-models';
import { embeddedUnderTest, mongoUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { describeWith, uniqueDatabase } from '#test/harness';
import { crowd, factOf, NOW, RefresherUnderTest } from './testing/refresher-under-test.js';

const HOUR_MS = 3_600_000;
const revoked = (clientId: string): Decision => ({
  type: 'AppTokensRevoked',
  data: { clientId, covers: ['access'] },
});

function refreshOrderTests(prepare: () => Promise<ReadModelsUnderTest>): void {
  let storage: ReadModelsUnderTest;
  let test: RefresherUnderTest;

  beforeEach(async () => {
    storage = await prepare();
    test = await RefresherUnderTest.on(storage);
  });
  afterEach(async () => {
    await test.close();
    await storage.dispose();
  });

  /** Revocations of an app, hours ago, one after the other: all are open, as after a read model got a new shape. */
  const longAgo = async (count: number, clientId = 'app-1'): Promise<readonly string[]> => {
    const decisions = Array.from({ length: count }, (_, n) => ({
      ...test.decision(revoked(clientId)),
      id: `old-${String(n)}`,
      appendedAtMs: NOW - HOUR_MS + n,
    }));
    await test.project(decisions.map((decision) => factOf(DECISIONS_TOPIC, decision)));
    return decisions.map(({ id }) => id);
  };

  /** Ids of the jobs that one refresher finishes, in order; it is told of each write to one, before anything else happens. */
  const finishing = (
    onWrite: (job: RefreshDoc, finished: readonly string[]) => Promise<void>,
    now?: () => number,
  ): readonly string[] => {
    const finished: string[] = [];
    const watched = Object.create(test.store, {
      write: {
        value: async (...[to, writes]: Parameters<ReadModelStore['write']>) => {
          const lost = await test.store.write(to, writes);
          if (to !== REFRESH_MODEL.collection) return lost;
          for (const { doc } of writes as unknown as readonly { readonly doc: RefreshDoc }[]) {
            if (doc.finished) finished.push(doc.revocationId);
            await onWrite(doc, finished);
          }
          return lost;
        },
      },
    }) as ReadModelStore;
    test.refresh({ store: watched, chunk: 1, ...(now === undefined ? {} : { now }) });
    return finished;
  };

  it('recent revocations come before those of long ago, however many of them are open; then the oldest', async () => {
    const old = await longAgo(130);
    const first = await test.decide(revoked('app-2'));
    let second = '';
    const finished = finishing(async (_job, done) => {
      if (second === '' && done.length === 3) second = await test.decide(revoked('app-3'));
    });
    await until(() => finished.length === old.length + 2, { deadlineMs: 20_000 });
    expect(finished).toEqual([first, ...old.slice(0, 2), second, ...old.slice(2)]);
  });

  it('a recent one does not wait until a long one of long ago is done', async () => {
    await test.issued(...crowd(60, 'app-1'));
    const [old = ''] = await longAgo(1);
    let nowMs = NOW;
    let recent = '';
    const finished = finishing(
      async (job) => {
        nowMs += 200;
        if (recent === '' && job.done === 5) recent = await test.decide(revoked('app-2'));
      },
      () => nowMs,
    );
    await until(() => finished.length === 2, { deadlineMs: 20_000 });
    expect(finished).toEqual([recent, old]);
    expect((await test.job(old))?.doc.done).toBe(60);
  });
}

describe('in the order of the work that revocations leave, on the embedded database,', () => {
  refreshOrderTests(embeddedUnderTest);
});

describeWith('mongo')('in the order of the work that revocations leave, on MongoDB,', ({ mongo }) => {
  refreshOrderTests(() => Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('refresh-order'))));
});
