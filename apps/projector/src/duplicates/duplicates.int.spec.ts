import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeUsage } from '#contracts';
import type { UsageFact } from '#domain';
import { tokenIssued, tokenUsed, usageDenied } from '#domain/testing';
import { openEmbeddedDatabase } from '#embedded';
import { USAGE_TOPIC, type Appended, type EventLog } from '#event-log';
import { createEmbeddedLog } from '#event-log/embedded';
import {
  getApp,
  getAppUser,
  getGrant,
  getToken,
  READ_MODEL_COLLECTIONS,
  waitForCheckpoint,
  type ReadModelStore,
  PROJECTOR,
} from '#read-models';
import { embeddedUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '#test/harness';
import { KafkaWorkbench } from '#test/harness/kafka-workbench';
import { startProjector, type Projector, type ProjectorOptions } from '../consumer/projector.js';

const ORG = 'acme';
const TIME = '2026-01-01T00:00:00.000Z';
const WHO = { clientId: 'app-1', userId: 'user-1' };
const CALLS = tokenUsed({ ...WHO, edgeId: 'edge-1', windowId: 'w-1', count: 5 });
const DENIAL = usageDenied({ ...WHO, where: 'edge', edgeId: 'edge-1', windowId: 'w-1', count: 3 });
const TIMEOUT_MS = 60_000;

/** A log with one partition of usage. */
interface LogUnderTest {
  readonly log: EventLog;
  dispose(): Promise<void>;
}

function duplicateTests(prepare: () => Promise<LogUnderTest>): void {
  let source: LogUnderTest;
  let storage: ReadModelsUnderTest;
  let store: ReadModelStore;
  let log: EventLog;
  const running: Projector[] = [];

  beforeEach(async () => {
    source = await prepare();
    ({ log } = source);
    storage = await embeddedUnderTest();
    store = await storage.connect();
    await store.open(READ_MODEL_COLLECTIONS);
  }, TIMEOUT_MS);
  afterEach(async () => {
    await stopAll();
    await storage.dispose();
    await source.dispose();
  }, TIMEOUT_MS);

  const stopAll = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((projector) => projector.close()));
  };
  const start = async (options: Partial<ProjectorOptions> = {}): Promise<Projector> => {
    const projector = await startProjector({ log, store, ...options });
    running.push(projector);
    return projector;
  };
  let ids = 0;
  /** Appends facts, each with an id of its own, as edges and restarted producers do. */
  const append = async (...facts: readonly UsageFact[]): Promise<Appended> => {
    let last: Appended | undefined;
    for (const fact of facts) {
      const id = `usage-${String((ids += 1))}`;
      last = await log.append(USAGE_TOPIC, encodeUsage({ id, orgId: ORG, time: TIME, fact }));
    }
    if (last === undefined) throw new RangeError('nothing to append');
    return last;
  };
  const seen = async (position: Appended): Promise<void> => {
    expect(await waitForCheckpoint(store, USAGE_TOPIC, position.partition, position, 40_000)).toBe(true);
  };
  const issued = (tokenId: string): UsageFact =>
    tokenIssued({ ...WHO, tokenId, grantId: 'grant-1', refreshTokenId: 'r-1' });
  const counts = async (): Promise<Record<string, unknown>> => {
    const appUser = (await getAppUser(store, ORG, WHO.clientId, WHO.userId))?.doc;
    return {
      issued: appUser?.useCount,
      calls: appUser?.callCount,
      ofGrant: (await getGrant(store, ORG, 'grant-1'))?.doc.useCount,
      ofRefreshToken: (await getToken(store, ORG, 'r-1'))?.doc.useCount,
      denied: (await getApp(store, ORG, WHO.clientId))?.doc.deniedCount,
    };
  };
  const once = { issued: 1, calls: 5, ofGrant: 1, ofRefreshToken: 1, denied: 3 };

  it(
    'counts once what is appended again while it runs, in the same batch and in later ones',
    async () => {
      await append(issued('t-1'), CALLS, DENIAL, issued('t-1'), CALLS, DENIAL);
      const projector = await start();
      await seen(await append(issued('t-1'), CALLS, DENIAL));
      expect(await counts()).toEqual(once);
      await seen(await append(issued('t-1'), CALLS, DENIAL));
      expect(await counts()).toEqual(once);
      expect(projector.counters.duplicates).toBe(9);
      await seen(await append(issued('t-2')));
      expect(await counts()).toMatchObject({ issued: 2, ofGrant: 2, ofRefreshToken: 2 });
    },
    TIMEOUT_MS,
  );

  it(
    'counts once what is appended again after a restart: the new process reads back what the old one saw',
    async () => {
      await start();
      await seen(await append(issued('t-1'), CALLS, DENIAL));
      await stopAll();
      await append(issued('t-1'), CALLS);
      const second = await start();
      await seen(await append(DENIAL));
      expect(await counts()).toEqual(once);
      expect(second.counters).toMatchObject({ records: 3, duplicates: 3 });
    },
    TIMEOUT_MS,
  );

  it(
    'counts a batch that is delivered again: its facts are no duplicates of themselves',
    async () => {
      let failures = 2;
      const flaky = Object.create(store, {
        write: {
          value: (...args: Parameters<ReadModelStore['write']>) =>
            (failures -= 1) >= 0 ? Promise.reject(new Error('down')) : store.write(...args),
        },
      }) as ReadModelStore;
      const projector = await start({ store: flaky });
      await seen(await append(issued('t-1'), CALLS, DENIAL));
      expect(await counts()).toEqual(once);
      expect(projector.counters.failures).toBeGreaterThan(0);
      expect(projector.counters.duplicates).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'projects nothing while the log can not be read back, and counts once when it can',
    async () => {
      await start();
      const before = await append(issued('t-1'), CALLS, DENIAL);
      await seen(before);
      await stopAll();
      let refusals = 2;
      const said: string[] = [];
      const flaky = Object.create(log, {
        // What an adapter keeps to itself is found on itself alone.
        joinGroup: { value: (...args: Parameters<EventLog['joinGroup']>) => log.joinGroup(...args) },
        bounds: { value: (...args: Parameters<EventLog['bounds']>) => log.bounds(...args) },
        consume: {
          value: async (options: Parameters<EventLog['consume']>[0]) => {
            if ((refusals -= 1) < 0) return log.consume(options);
            expect(await store.checkpoint(PROJECTOR, USAGE_TOPIC, 0)).toMatchObject({
              offset: before.offset,
            });
            throw new Error('the log is away');
          },
        },
      }) as EventLog;
      await start({ log: flaky, onHealth: (healthy, detail) => said.push(`${String(healthy)} ${detail}`) });
      await seen(await append(issued('t-1'), CALLS, DENIAL));
      expect(await counts()).toEqual(once);
      expect(said[0]).toBe('false duplicates: the log is away');
      expect(said.at(-1)).toMatch(/^true /);
    },
    TIMEOUT_MS,
  );
}

describe('facts that were appended again, in the embedded log', () => {
  duplicateTests(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rescind-duplicates-'));
    const database = await openEmbeddedDatabase({ file: join(folder, 'log.db') });
    const log = createEmbeddedLog({ database, partitions: { decisions: 1, usage: 1 } });
    await log.start();
    const dispose = async (): Promise<void> => {
      await log.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { log, dispose };
  });
});

describeWith('kafka')('facts that were appended again, in Kafka', ({ kafka }) => {
  duplicateTests(async () => {
    const bench = new KafkaWorkbench(kafka.brokers);
    return { log: await bench.started(), dispose: () => bench.dispose() };
  });
});
