import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeWith, ownKafka, type ServiceAddresses, type TestServer } from '#test/harness';
import { DECISIONS_TOPIC, USAGE_TOPIC, type EventLog, type LogConsumer } from '../event-log.port.js';
import { collect, Probe, until } from '../testing/index.js';
import { settingsOf } from './client/kafka-log.options.js';
import { openProducer } from './append/idempotent-producer.js';
import { sendFailureOf } from './append/send-failure.js';
import { KafkaWorkbench } from '#test/harness/kafka-workbench';

const QUICK = { requestTimeoutMs: 1_000 };
const SHORT = { deadlineMs: 1_500 };
const PATIENCE = { deadlineMs: 60_000 };

async function outcomeOf(append: Promise<unknown>): Promise<string> {
  try {
    await append;
    return 'APPENDED';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'NOT_AN_EVENT_LOG_ERROR';
  }
}

describeWith('kafka')('faults of a broker', () => {
  let server: TestServer<ServiceAddresses['kafka']>;
  let bench: KafkaWorkbench;
  let log: EventLog;
  const readers: LogConsumer[] = [];

  beforeAll(async () => {
    server = await ownKafka();
  }, 120_000);
  afterAll(() => server.release());
  beforeEach(async () => {
    bench = new KafkaWorkbench(server.address.brokers);
    log = await bench.started(QUICK);
  });
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()));
    await bench.dispose();
  });

  const append = (value: string, options = {}) => log.append(DECISIONS_TOPIC, { key: 'k', value }, options);

  it('a broker that hangs during a send leaves the outcome unknown; the producer recovers, and the offsets are right', async () => {
    await append('before');
    await server.freeze();
    expect(await outcomeOf(append('in doubt', SHORT))).toBe('APPEND_OUTCOME_UNKNOWN');
    await server.thaw();
    const after = await append('after');
    const records = await collect(log, DECISIONS_TOPIC, {
      count: 2,
      where: ({ value }) => value !== 'in doubt',
    });
    expect(records.map(({ value }) => value)).toEqual(['before', 'after']);
    expect(records[1]?.offset).toBe(after.offset);
  }, 120_000);

  it('what has left for a broker that dies then is in doubt, also where connecting again is refused', async () => {
    const settings = settingsOf({
      brokers: server.address.brokers,
      clientId: 'doubtful',
      partitions: { decisions: 1, usage: 1 },
      requestTimeoutMs: 30_000,
    });
    const producer = await openProducer(
      { topic: bench.topicPrefix + DECISIONS_TOPIC, partition: 0 },
      settings,
    );
    await producer.send([{ key: 'k', value: 'before' }]);
    await server.freeze();
    const before = producer.requests();
    const failed = producer.send([{ key: 'k', value: 'in doubt' }]).catch((error: unknown) => error);
    await until(() => producer.requests() > before);
    await server.kill();
    expect(sendFailureOf(await failed, producer.requests() > before)).toEqual({ kind: 'maybe-appended' });
    const again = producer.requests();
    const refused = await producer.send([{ key: 'k', value: 'in doubt' }]).catch((error: unknown) => error);
    expect(sendFailureOf(refused, producer.requests() > again)).toEqual({ kind: 'not-appended' });
    producer.destroy();
    await server.start();
  }, 120_000);

  it('a broker that is down appends nothing, and says so as long as nothing was sent', async () => {
    await append('before');
    await server.kill();
    // The first may have met the end of the connection, and is then in doubt; nothing after it is ever sent.
    expect(['APPEND_OUTCOME_UNKNOWN', 'LOG_UNAVAILABLE']).toContain(await outcomeOf(append('first', SHORT)));
    const outcomes = await Promise.all(['a', 'b'].map((value) => outcomeOf(append(value, SHORT))));
    expect(outcomes).toEqual(['LOG_UNAVAILABLE', 'LOG_UNAVAILABLE']);
    await expect(log.bounds(DECISIONS_TOPIC, 0)).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      retriable: true,
    });
    await server.start();
    const after = await append('after', { deadlineMs: 30_000 });
    expect((await log.bounds(DECISIONS_TOPIC, 0)).end).toBe(after.offset + 1);
    const records = await collect(log, DECISIONS_TOPIC, {
      count: 2,
      where: ({ value }) => value !== 'first',
    });
    expect(records.map(({ value }) => value)).toEqual(['before', 'after']);
  }, 120_000);

  it('a restart under load loses no acknowledged record, appends none twice, and keeps the order', async () => {
    const acknowledged: string[] = [];
    const unknown: string[] = [];
    const stop = new AbortController();
    const load = (async () => {
      for (let n = 0; !stop.signal.aborted; n++) {
        const outcome = await outcomeOf(append(String(n), { deadlineMs: 20_000 }));
        (outcome === 'APPENDED' ? acknowledged : unknown).push(String(n));
      }
    })();
    await until(() => acknowledged.length > 50);
    await server.kill();
    await server.start();
    const soFar = acknowledged.length;
    await until(() => acknowledged.length > soFar + 50, PATIENCE);
    stop.abort();
    await load;
    const sure = new Set(acknowledged);
    const where = ({ value }: { value: string }) => sure.has(value);
    const records = await collect(log, DECISIONS_TOPIC, { count: acknowledged.length, where });
    expect(records.map(({ value }) => value)).toEqual(acknowledged);
    expect(unknown.length).toBeLessThanOrEqual(1);
  }, 120_000);

  it('a restart under a consumer makes it miss nothing and see nothing twice, and it says when it could not read', async () => {
    const health: boolean[] = [];
    const probe = new Probe();
    const onHealth = (healthy: boolean) => health.push(healthy);
    readers.push(
      await log.consume({
        topic: DECISIONS_TOPIC,
        from: 'all',
        onBatch: probe.onBatch,
        onGap: probe.onGap,
        onHealth,
      }),
    );
    for (const value of ['1', '2', '3']) await append(value);
    await until(() => probe.records.length === 3);
    await server.stop();
    await until(() => health.at(-1) === false);
    await server.start();
    await until(() => health.at(-1) === true, PATIENCE);
    for (const value of ['4', '5', '6']) await append(value, { deadlineMs: 30_000 });
    await until(() => probe.records.length >= 6, PATIENCE);
    expect(probe.records.map(({ value }) => value)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(probe.gaps).toEqual([]);
    expect(health).toEqual([false, true]);
  }, 120_000);

  it('a broker that hangs is noticed by a consumer, which goes on once it answers', async () => {
    const health: boolean[] = [];
    const probe = new Probe();
    const onHealth = (healthy: boolean) => health.push(healthy);
    readers.push(
      await log.consume({
        topic: DECISIONS_TOPIC,
        from: 'all',
        onBatch: probe.onBatch,
        onGap: probe.onGap,
        onHealth,
      }),
    );
    await append('1');
    await until(() => probe.records.length === 1);
    await server.freeze();
    await until(() => health.at(-1) === false);
    await server.thaw();
    await append('2', { deadlineMs: 30_000 });
    await until(() => probe.records.length >= 2, PATIENCE);
    expect(probe.records.map(({ value }) => value)).toEqual(['1', '2']);
    expect(health).toEqual([false, true]);
  }, 120_000);

  it('a restart under a group’s member makes it skip nothing', async () => {
    const probe = new Probe();
    const { onBatch } = probe;
    readers.push(await log.joinGroup({ topics: [USAGE_TOPIC], group: 'faults', onBatch }));
    const send = (value: string) => log.append(USAGE_TOPIC, { key: 'k', value }, { deadlineMs: 30_000 });
    await send('1');
    await until(() => probe.valuesOf('k').includes('1'), PATIENCE);
    await server.kill();
    await server.start();
    for (const value of ['2', '3']) await send(value);
    await until(() => probe.valuesOf('k').includes('3'), PATIENCE);
    expect([...new Set(probe.valuesOf('k'))]).toEqual(['1', '2', '3']);
  }, 180_000);

  it('a broker that is down at the start is waited for, and the waiting is reported', async () => {
    await server.stop();
    const waiting: string[] = [];
    const late = bench.make({ ...QUICK, onWaiting: (detail) => waiting.push(detail) });
    const started = late.start();
    await until(() => waiting.length > 1);
    expect(waiting[0]).toContain(server.address.brokers[0]);
    await server.start();
    await started;
    expect(
      (await late.append(DECISIONS_TOPIC, { key: 'k', value: 'v' }, { deadlineMs: 30_000 })).offset,
    ).toBeGreaterThan(0);
  }, 120_000);

  it('a log that is closed while it waits for its start gives up waiting', async () => {
    await server.stop();
    const waiting: string[] = [];
    const late = bench.make({ ...QUICK, onWaiting: (detail) => waiting.push(detail) });
    const started = outcomeOf(late.start());
    await until(() => waiting.length > 0);
    await late.close();
    expect(await started).toBe('LOG_CLOSED');
    await server.start();
  }, 120_000);
});
