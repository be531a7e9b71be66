import { describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC, USAGE_TOPIC, type EventLog } from '../event-log.port.js';
import { collect, fromNow } from './collect.js';
import { freshKey, freshKeys, values, type ContractContext } from './contract-context.js';

/** What holds across {@link EventLog.close} and a new handle. */
export function durabilityContract(context: ContractContext): void {
  describe('restart and close', () => {
    it('reads back every acknowledged record in order per key after a restart', async () => {
      const before = context.log;
      const keys = freshKeys(before, DECISIONS_TOPIC);
      const from = await fromNow(before, DECISIONS_TOPIC, keys.keys());
      const sent = values(20);
      for (const value of sent) {
        await Promise.all([...keys.values()].map((key) => before.append(DECISIONS_TOPIC, { key, value })));
      }
      const log = await context.reopen();
      const mine = new Set(keys.values());
      const count = sent.length * mine.size;
      const found = await collect(log, DECISIONS_TOPIC, { from, count, where: (r) => mine.has(r.key) });
      for (const key of mine) {
        expect(found.filter((record) => record.key === key).map((record) => record.value)).toEqual(sent);
      }
    });

    it('keeps generations, partition counts and the placing of keys across a restart', async () => {
      const keys = values(50, freshKey('placing'));
      const before = await identity(context.log, keys);
      const after = await identity(await context.reopen(), keys);
      expect(after).toEqual(before);
    });

    it('goes on after the last offset and the last append time after a restart', async () => {
      const key = freshKey('continued');
      const first = await context.log.append(DECISIONS_TOPIC, { key, value: '1' });
      const log = await context.reopen();
      const second = await log.append(DECISIONS_TOPIC, { key, value: '2' });
      expect(second.generation).toBe(first.generation);
      expect(second.offset).toBeGreaterThan(first.offset);
      expect(second.appendedAtMs).toBeGreaterThanOrEqual(first.appendedAtMs);
    });

    it('lets appends that are under way finish when it is closed, and refuses later calls', async () => {
      const { log } = context;
      const key = freshKey('closing');
      const from = await fromNow(log, DECISIONS_TOPIC, [log.partitionOf(DECISIONS_TOPIC, key)]);
      const appends = Promise.all(values(20).map((value) => log.append(DECISIONS_TOPIC, { key, value })));
      await log.close();
      const acknowledged = (await appends).map(({ offset }) => offset);

      const closed = { code: 'LOG_CLOSED' };
      await expect(log.append(DECISIONS_TOPIC, { key, value: '{}' })).rejects.toMatchObject(closed);
      await expect(log.bounds(DECISIONS_TOPIC, 0)).rejects.toMatchObject(closed);
      const options = { onBatch: () => Promise.resolve(), onGap: () => undefined };
      await expect(log.consume({ topic: DECISIONS_TOPIC, from: 'all', ...options })).rejects.toMatchObject(
        closed,
      );
      const ofGroup = { topics: [USAGE_TOPIC], group: freshKey('group'), ...options } as const;
      await expect(log.joinGroup(ofGroup)).rejects.toMatchObject(closed);

      const reopened = await context.reopen();
      const found = await collect(reopened, DECISIONS_TOPIC, {
        from,
        count: 20,
        where: (r) => r.key === key,
      });
      expect(found.map((record) => record.offset)).toEqual(acknowledged.toSorted((a, b) => a - b));
    });
  });
}

async function identity(log: EventLog, keys: readonly string[]) {
  const topics = [DECISIONS_TOPIC, USAGE_TOPIC] as const;
  const generations = await Promise.all(
    topics.flatMap((topic) =>
      Array.from({ length: log.partitions(topic) }, async (_, partition) => {
        const { generation } = await log.bounds(topic, partition);
        return `${topic}/${String(partition)}@${generation}`;
      }),
    ),
  );
  return { generations, placing: keys.map((key) => log.partitionOf(USAGE_TOPIC, key)) };
}
