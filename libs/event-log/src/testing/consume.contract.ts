import { describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC, type LogBatch, type LogRecord } from '../event-log.port.js';
import { collect, fromNow, Probe } from './collect.js';
import { freshKey, freshKeys, values, type ContractContext } from './contract-context.js';
import { gate, until } from './until.js';

/** Guarantees of {@link EventLog.consume} where there is no gap. */
export function consumeContract(context: ContractContext): void {
  describe('consume', () => {
    it('gives what stands from the offset asked for on, then what comes, without holes', async () => {
      const { log } = context;
      const key = freshKey('tail');
      const partition = log.partitionOf(DECISIONS_TOPIC, key);
      for (const value of values(5)) await log.append(DECISIONS_TOPIC, { key, value });
      const { generation, end } = await log.bounds(DECISIONS_TOPIC, partition);
      const start = end - 3;
      const probe = new Probe();
      const reader = await log.consume({
        topic: DECISIONS_TOPIC,
        from: new Map([[partition, { generation, offset: start }]]),
        ...probe.handlers,
      });
      await until(() => probe.records.length >= 3, { what: 'what stood' });
      await Promise.all(values(5, 'later').map((value) => log.append(DECISIONS_TOPIC, { key, value })));
      await until(() => probe.records.length >= 8, { what: 'what came' });
      await reader.close();

      expect(probe.records[0]?.offset).toBe(start);
      expectNoHoles(probe.records);
      expect(probe.gaps).toEqual([]);
      expect(new Set(probe.batches.map((b) => `${String(b.partition)}@${b.generation}`)).size).toBe(1);
    });

    it('reads every partition from its first record when asked for all', async () => {
      const { log } = context;
      const keys = freshKeys(log, DECISIONS_TOPIC);
      for (const key of keys.values()) await log.append(DECISIONS_TOPIC, { key, value: '{}' });
      const wanted = [...keys.values()];
      const probe = new Probe();
      const reader = await log.consume({ topic: DECISIONS_TOPIC, from: 'all', ...probe.handlers });
      await until(() => wanted.every((key) => probe.valuesOf(key).length > 0), { what: 'every key' });
      await reader.close();
      for (const partition of keys.keys()) {
        expectNoHoles(probe.records.filter((record) => record.partition === partition));
      }
    });

    it('gives every consumer everything', async () => {
      const { log } = context;
      const key = freshKey('fan-out');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const probes = [new Probe(), new Probe(), new Probe()];
      const readers = await Promise.all(
        probes.map((probe) => log.consume({ topic: DECISIONS_TOPIC, from, ...probe.handlers })),
      );
      const sent = values(20);
      for (const value of sent) await log.append(DECISIONS_TOPIC, { key, value });
      await until(() => probes.every((probe) => probe.valuesOf(key).length >= 20), { what: 'all consumers' });
      await Promise.all(readers.map((reader) => reader.close()));
      for (const probe of probes) expect(probe.valuesOf(key)).toEqual(sent);
    });

    it('gives a record that the handler refused again, and skips nothing', async () => {
      const { log } = context;
      const key = freshKey('refused');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const refused: LogBatch[] = [];
      const probe = new Probe();
      const reader = await log.consume({
        topic: DECISIONS_TOPIC,
        from,
        onGap: probe.onGap,
        onBatch: async (batch) => {
          if (refused.length < 2) {
            refused.push(batch);
            throw new Error('the handler refuses');
          }
          await probe.onBatch(batch);
        },
      });
      const sent = values(10);
      await Promise.all(sent.map((value) => log.append(DECISIONS_TOPIC, { key, value })));
      await until(() => probe.valuesOf(key).length >= 10, { what: 'the records after two refusals' });
      await reader.close();

      expect(refused.map((batch) => batch.records[0]?.offset)).toEqual(
        Array(2).fill(probe.records[0]?.offset),
      );
      expect(probe.valuesOf(key)).toEqual(sent);
      expectNoHoles(probe.records);
    });

    it('calls the handler of a partition one batch at a time', async () => {
      const { log } = context;
      const key = freshKey('serial');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const probe = new Probe();
      let running = 0;
      let most = 0;
      const reader = await log.consume({
        topic: DECISIONS_TOPIC,
        from,
        onGap: probe.onGap,
        onBatch: async (batch) => {
          most = Math.max(most, (running += 1));
          await new Promise(setImmediate);
          await probe.onBatch(batch);
          running -= 1;
        },
      });
      for (const value of values(20)) await log.append(DECISIONS_TOPIC, { key, value });
      await until(() => probe.valuesOf(key).length >= 20, { what: 'all records' });
      await reader.close();
      expect(most).toBe(1);
    });

    it('closes only when no handler is running any more, and gives nothing afterwards', async () => {
      const { log } = context;
      const key = freshKey('closing');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const order: string[] = [];
      const entered = gate();
      const leave = gate();
      const reader = await log.consume({
        topic: DECISIONS_TOPIC,
        from,
        onGap: () => undefined,
        onBatch: async () => {
          order.push('handler began');
          entered.open();
          await leave.opened;
          order.push('handler ended');
        },
      });
      await log.append(DECISIONS_TOPIC, { key, value: '{}' });
      await entered.opened;
      const closed = reader.close().then(() => order.push('closed'));
      await log.append(DECISIONS_TOPIC, { key, value: '{}' });
      leave.open();
      await closed;
      await collect(log, DECISIONS_TOPIC, { from, count: 2, where: (record) => record.key === key });
      expect(order).toEqual(['handler began', 'handler ended', 'closed']);
    });
  });
}

function expectNoHoles(records: readonly LogRecord[]): void {
  const offsets = records.map((record) => record.offset);
  const first = offsets[0] ?? 0;
  expect(offsets).toEqual(offsets.map((_, index) => first + index));
}
