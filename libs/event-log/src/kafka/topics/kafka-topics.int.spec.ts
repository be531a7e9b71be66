import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '#test/harness';
import { DECISIONS_TOPIC, USAGE_TOPIC, type TopicName } from '../../event-log.port.js';
import { collect } from '../../testing/index.js';
import { KafkaWorkbench } from '#test/harness/kafka-workbench';

const GOOD = { 'message.timestamp.type': 'LogAppendTime' };
const FOR_EVER = { ...GOOD, 'retention.ms': '-1' };

describeWith('kafka')('topics on a real broker', ({ kafka }) => {
  const benches: KafkaWorkbench[] = [];
  const newBench = (): KafkaWorkbench => {
    const bench = new KafkaWorkbench(kafka.brokers);
    benches.push(bench);
    return bench;
  };
  afterEach(async () => {
    await Promise.all(benches.splice(0).map((bench) => bench.dispose()));
  });

  it('are created as they are declared: a second start accepts them as they are', async () => {
    const bench = newBench();
    await bench.started();
    await expect(bench.started()).resolves.toBeDefined();
  });

  it.each<[string, TopicName, number, Record<string, string>, string]>([
    ['compacted', DECISIONS_TOPIC, 1, { ...FOR_EVER, 'cleanup.policy': 'compact' }, 'cleanup.policy'],
    ['expiring', DECISIONS_TOPIC, 1, { ...FOR_EVER, 'retention.ms': '604800000' }, 'retention.ms'],
    ['expiring, by the broker’s default', DECISIONS_TOPIC, 1, GOOD, 'retention.ms'],
    ['of another size', DECISIONS_TOPIC, 2, FOR_EVER, '2 partitions'],
    ['timed by its writers', DECISIONS_TOPIC, 1, { 'retention.ms': '-1' }, 'message.timestamp.type'],
    [
      'electing uncleanly',
      DECISIONS_TOPIC,
      1,
      { ...FOR_EVER, 'unclean.leader.election.enable': 'true' },
      'unclean',
    ],
    ['bounded', USAGE_TOPIC, 1, { ...FOR_EVER, 'retention.bytes': '1000000' }, 'retention.bytes'],
  ])('are refused when one is %s', async (_, topic, partitions, settings, reason) => {
    const bench = newBench();
    await bench.createTopic(topic, partitions, settings);
    const started = bench.make().start();
    await expect(started).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED', retriable: false });
    await expect(started).rejects.toThrow(reason);
  });

  it('are accepted when someone else created them well', async () => {
    const bench = newBench();
    await bench.createTopic(DECISIONS_TOPIC, 1, FOR_EVER);
    const log = await bench.started();
    await log.append(DECISIONS_TOPIC, { key: 'k', value: 'v' });
    expect(await collect(log, DECISIONS_TOPIC, { count: 1 })).toMatchObject([{ value: 'v', offset: 1 }]);
  });

  it('are refused when they hold what someone else wrote', async () => {
    const bench = newBench();
    await bench.createTopic(DECISIONS_TOPIC, 1, FOR_EVER);
    await bench.writeRaw(DECISIONS_TOPIC, {}, ['not ours']);
    await expect(bench.make().start()).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED' });
  });

  it('have one generation per partition, whoever of many creators was first', async () => {
    const bench = newBench();
    const options = { partitions: { decisions: 2, usage: 1 } };
    const logs = await Promise.all(Array.from({ length: 4 }, () => bench.started(options)));
    const seen = await Promise.all(
      logs.map((log) => Promise.all([log.bounds(DECISIONS_TOPIC, 0), log.bounds(DECISIONS_TOPIC, 1)])),
    );
    // Nobody has to wait for a record here, however many markers were written.
    expect(seen.flat().every(({ first, end }) => first === end)).toBe(true);
    const generations = seen.map((bounds) => bounds.map(({ generation }) => generation));
    expect(new Set(generations.map((each) => each.join('/'))).size).toBe(1);
    expect(new Set(generations[0]).size).toBe(2);
  });

  it('never show the markers of their generation to readers', async () => {
    const bench = newBench();
    const [log] = await Promise.all([bench.started(), bench.started(), bench.started()]);
    for (const value of ['1', '2']) await log.append(DECISIONS_TOPIC, { key: 'k', value });
    const records = await collect(log, DECISIONS_TOPIC, { count: 2 });
    expect(records.map(({ value, headers }) => ({ value, headers }))).toEqual([
      { value: '1', headers: {} },
      { value: '2', headers: {} },
    ]);
  });
});
