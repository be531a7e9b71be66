import { describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC, MAX_RECORD_BYTES, USAGE_TOPIC } from '../event-log.port.js';
import { collect, fromNow } from './collect.js';
import { freshKey, values, type ContractContext } from './contract-context.js';

/** Guarantees of {@link EventLog.append}, `bounds` and `partitionOf`. */
export function appendContract(context: ContractContext): void {
  describe('append', () => {
    it('acknowledges a record with the place where a reader then finds it, unchanged', async () => {
      const { log } = context;
      const key = freshKey('ключ ✓ 鍵');
      const value = JSON.stringify({ text: 'zażółć 🔑 \u0000 "quoted" \n', n: 1 });
      const headers = { 'rescind-kid': 'k1', 'x-empty': '', 'x-unicode': 'é🔒' };
      const partition = log.partitionOf(DECISIONS_TOPIC, key);
      const from = await fromNow(log, DECISIONS_TOPIC, [partition]);

      const appended = await log.append(DECISIONS_TOPIC, { key, value, headers });

      expect(appended.partition).toBe(partition);
      const found = await collect(log, DECISIONS_TOPIC, { from, count: 1, where: (r) => r.key === key });
      expect(found).toEqual([{ topic: DECISIONS_TOPIC, ...appended, key, value, headers }]);
    });

    it('gives a record without headers back with none', async () => {
      const { log } = context;
      const key = freshKey('no-headers');
      const from = await fromNow(log, USAGE_TOPIC, [log.partitionOf(USAGE_TOPIC, key)]);
      await log.append(USAGE_TOPIC, { key, value: '{}' });
      const [record] = await collect(log, USAGE_TOPIC, { from, count: 1, where: (r) => r.key === key });
      expect(record?.headers).toEqual({});
    });

    it('keeps the order of one key', async () => {
      const { log } = context;
      const key = freshKey('ordered');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const sent = values(30);
      for (const value of sent) await log.append(DECISIONS_TOPIC, { key, value });
      const found = await collect(log, DECISIONS_TOPIC, { from, count: 30, where: (r) => r.key === key });
      expect(found.map((record) => record.value)).toEqual(sent);
    });

    it('appends each of many concurrent records of a partition exactly once, at the place it said', async () => {
      const { log } = context;
      const key = freshKey('concurrent');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const sent = values(300);
      const acknowledged = await Promise.all(
        sent.map(async (value, index) => {
          const priority = index % 3 === 0 ? 'high' : 'normal';
          const { offset } = await log.append(DECISIONS_TOPIC, { key, value }, { priority });
          return { offset, value };
        }),
      );
      const found = await collect(log, DECISIONS_TOPIC, { from, count: 300, where: (r) => r.key === key });
      const byOffset = acknowledged.toSorted((a, b) => a.offset - b.offset);
      expect(found.map(({ offset, value }) => ({ offset, value }))).toEqual(byOffset);
    });

    it('never lets the append time go back within a partition', async () => {
      const { log } = context;
      const key = freshKey('time');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      await Promise.all(values(50).map((value) => log.append(DECISIONS_TOPIC, { key, value })));
      const found = await collect(log, DECISIONS_TOPIC, { from, count: 50, where: (r) => r.key === key });
      const times = found.map((record) => record.appendedAtMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    it('sends a key to the same partition each time, and keys to more than one partition', () => {
      const { log } = context;
      const keys = values(200, freshKey('spread'));
      const partitions = keys.map((key) => log.partitionOf(USAGE_TOPIC, key));
      expect(keys.map((key) => log.partitionOf(USAGE_TOPIC, key))).toEqual(partitions);
      expect(Math.max(...partitions)).toBeLessThan(log.partitions(USAGE_TOPIC));
      expect(new Set(partitions).size).toBe(log.partitions(USAGE_TOPIC));
    });

    it('accepts a value of the largest size and refuses one byte more, counted in UTF-8', async () => {
      const { log } = context;
      const key = freshKey('large');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const largest = 'é'.repeat(MAX_RECORD_BYTES / 2);
      const refused = log.append(DECISIONS_TOPIC, { key, value: `${largest}x` });
      await expect(refused).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE', retriable: false });
      await log.append(DECISIONS_TOPIC, { key, value: largest });
      const [record] = await collect(log, DECISIONS_TOPIC, { from, count: 1, where: (r) => r.key === key });
      expect(record?.value === largest).toBe(true);
    });

    it('moves the end of the partition past the record, within the same generation', async () => {
      const { log } = context;
      const key = freshKey('bounds');
      const partition = log.partitionOf(DECISIONS_TOPIC, key);
      const before = await log.bounds(DECISIONS_TOPIC, partition);
      const appended = await log.append(DECISIONS_TOPIC, { key, value: '{}' });
      const after = await log.bounds(DECISIONS_TOPIC, partition);
      expect(before.first).toBeLessThanOrEqual(before.end);
      expect(appended.offset).toBeGreaterThanOrEqual(before.end);
      expect(after.end).toBeGreaterThan(appended.offset);
      expect([appended.generation, after.generation]).toEqual([before.generation, before.generation]);
    });
  });
}
