import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '#test/harness';
import { DECISIONS_TOPIC, USAGE_TOPIC } from '../../event-log.port.js';
import { collect, Probe, until } from '../../testing/index.js';
import { at, KafkaWorkbench } from '#test/harness/kafka-workbench';
import { GENERATION_HEADER } from '../records/wire-record.codec.js';

describeWith('kafka')('generations on a real broker', ({ kafka }) => {
  let bench: KafkaWorkbench;
  beforeEach(() => {
    bench = new KafkaWorkbench(kafka.brokers);
  });
  afterEach(() => bench.dispose());

  it('outlive the expiry of a partition’s first records', async () => {
    const log = await bench.started();
    for (const value of ['1', '2', '3']) await log.append(USAGE_TOPIC, { key: 'k', value });
    const before = await log.bounds(USAGE_TOPIC, 0);
    await bench.deleteBefore(USAGE_TOPIC, before.end - 1);
    const restarted = await bench.started();
    const after = await restarted.bounds(USAGE_TOPIC, 0);
    expect(after).toEqual({ generation: before.generation, first: before.end - 1, end: before.end });
    const { generation } = await restarted.append(USAGE_TOPIC, { key: 'k', value: '4' });
    expect(generation).toBe(before.generation);
  });

  it('outlive the expiry of a partition’s last record, when it was started anew in between', async () => {
    // The broker itself is to let nothing expire; the log believes in 2 ms, so that any record is soon an old one.
    await bench.createTopic(USAGE_TOPIC, 1, {
      'message.timestamp.type': 'LogAppendTime',
      'retention.ms': '-1',
    });
    const options = { usageRetentionMs: 2 };
    const log = await bench.started(options);
    await log.append(USAGE_TOPIC, { key: 'k', value: '1' });
    const before = await log.bounds(USAGE_TOPIC, 0);
    await until(async () => {
      await bench.started(options);
      return (await bench.rawEnd(USAGE_TOPIC)) > before.end;
    });
    await bench.deleteBefore(USAGE_TOPIC, before.end);
    const again = await bench.started(options);
    const end = await bench.rawEnd(USAGE_TOPIC);
    expect(await again.bounds(USAGE_TOPIC, 0)).toEqual({ generation: before.generation, first: end, end });
  });

  it('begin anew where nothing at all is left, and readers of the old one are told', async () => {
    const log = await bench.started();
    await log.append(USAGE_TOPIC, { key: 'k', value: '1' });
    const before = await log.bounds(USAGE_TOPIC, 0);
    await bench.deleteBefore(USAGE_TOPIC, before.end);
    const restarted = await bench.started();
    const after = await restarted.bounds(USAGE_TOPIC, 0);
    expect(after.generation).not.toBe(before.generation);
    const probe = new Probe();
    const from = at(before.generation, before.end);
    const reader = await restarted.consume({
      topic: USAGE_TOPIC,
      from,
      onBatch: probe.onBatch,
      onGap: probe.onGap,
    });
    await until(() => probe.gaps.length > 0);
    await reader.close();
    expect(probe.gaps[0]).toMatchObject({ kind: 'generation-changed', found: after });
  });

  it.each(['the first', 'all'])(
    'refuse a start when %s of the decisions are gone: they may have revoked something',
    async (which) => {
      const log = await bench.started();
      for (const value of ['1', '2', '3']) await log.append(DECISIONS_TOPIC, { key: 'k', value });
      const { end } = await log.bounds(DECISIONS_TOPIC, 0);
      await bench.deleteBefore(DECISIONS_TOPIC, which === 'all' ? end : 2);
      const started = bench.make().start();
      await expect(started).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED', retriable: false });
      await expect(started).rejects.toThrow('no longer begins at offset 0');
    },
  );

  it('show a running consumer that its topic was replaced', async () => {
    const log = await bench.started();
    const probe = new Probe();
    const reader = await log.consume({
      topic: DECISIONS_TOPIC,
      from: 'all',
      onBatch: probe.onBatch,
      onGap: probe.onGap,
    });
    for (const value of ['1', '2', '3']) await log.append(DECISIONS_TOPIC, { key: 'k', value });
    await until(() => probe.records.length === 3);
    const old = await log.bounds(DECISIONS_TOPIC, 0);

    await bench.deleteTopic(DECISIONS_TOPIC);
    const replaced = await bench.started();
    for (const value of ['4', '5', '6', '7']) await replaced.append(DECISIONS_TOPIC, { key: 'k', value });
    await until(() => probe.gaps.length > 0);
    await reader.close();

    expect(probe.gaps).toHaveLength(1);
    expect(probe.gaps[0]).toMatchObject({
      kind: 'generation-changed',
      expected: { generation: old.generation },
    });
    expect(probe.records.map((record) => record.value)).toEqual(['1', '2', '3']);
    expect((await log.bounds(DECISIONS_TOPIC, 0)).generation).not.toBe(old.generation);
  });

  it('show a running producer that its topic was replaced: it appends nothing more', async () => {
    const log = await bench.started();
    for (const value of ['1', '2', '3']) await log.append(DECISIONS_TOPIC, { key: 'k', value });
    await bench.deleteTopic(DECISIONS_TOPIC);
    await bench.started();
    const append = () => log.append(DECISIONS_TOPIC, { key: 'k', value: 'late' });
    await until(async () => {
      const error: unknown = await append().then(
        () => null,
        (caught: unknown) => caught,
      );
      return error instanceof Error && 'code' in error && error.code === 'TOPIC_MISCONFIGURED';
    });
    await expect(append()).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED' });
  });

  it('are not changed by a writer that was late to notice: its record reaches the readers', async () => {
    const log = await bench.started();
    await log.append(DECISIONS_TOPIC, { key: 'k', value: 'before' });
    await bench.writeRaw(DECISIONS_TOPIC, { [GENERATION_HEADER]: 'of-a-former-topic' }, ['late']);
    await log.append(DECISIONS_TOPIC, { key: 'k', value: 'after' });
    const records = await collect(log, DECISIONS_TOPIC, { count: 3 });
    expect(records.map((record) => record.value)).toEqual(['before', 'late', 'after']);
    expect(new Set(records.map((record) => record.generation)).size).toBe(1);
  });

  it('let records that expire under a running consumer show as a gap, not as silence', async () => {
    const log = await bench.started();
    const { generation } = await log.append(USAGE_TOPIC, { key: 'k', value: '1' });
    let refusals = 0;
    const probe = new Probe();
    const onBatch = () => {
      refusals += 1;
      return Promise.reject(new Error('not now'));
    };
    const stuck = await log.consume({
      topic: USAGE_TOPIC,
      from: at(generation, 1),
      onBatch,
      onGap: probe.onGap,
    });
    await until(() => refusals > 0);
    await stuck.close();
    for (const value of ['2', '3']) await log.append(USAGE_TOPIC, { key: 'k', value });
    await bench.deleteBefore(USAGE_TOPIC, 3);
    const reader = await log.consume({
      topic: USAGE_TOPIC,
      from: at(generation, 1),
      onBatch: probe.onBatch,
      onGap: probe.onGap,
    });
    await until(() => probe.gaps.length > 0);
    await reader.close();
    expect(probe.gaps).toMatchObject([
      { kind: 'records-expired', expected: { offset: 1 }, found: { first: 3 } },
    ]);
    expect(probe.records).toEqual([]);
  });
});
