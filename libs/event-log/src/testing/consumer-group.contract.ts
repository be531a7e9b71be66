import { describe, expect, it } from '@jest/globals';
import { USAGE_TOPIC, type EventLog } from '../event-log.port.js';
import { Probe } from './collect.js';
import { freshKey, freshKeys, values, type ContractContext } from './contract-context.js';
import { until } from './until.js';

const PATIENCE = { deadlineMs: 60_000 };

/** Guarantees of {@link EventLog.joinGroup}. */
export function consumerGroupContract(context: ContractContext): void {
  describe('joinGroup', () => {
    it('gives a group each record at least once, in order per key', async () => {
      const { log } = context;
      const keys = [...freshKeys(log, USAGE_TOPIC).values()];
      const sent = values(10);
      for (const value of sent) await Promise.all(keys.map((key) => log.append(USAGE_TOPIC, { key, value })));
      const probe = new Probe();
      const reader = await log.joinGroup({
        topics: [USAGE_TOPIC],
        group: freshKey('group'),
        onBatch: probe.onBatch,
      });
      await until(() => keys.every((key) => probe.valuesOf(key).length >= 10), PATIENCE);
      await reader.close();
      for (const key of keys) expect(inOrderOfFirstArrival(probe.valuesOf(key))).toEqual(sent);
    }, 90_000);

    it('delivers again what the handler refused, and skips nothing', async () => {
      const { log } = context;
      const key = freshKey('refused');
      const probe = new Probe();
      const refused: (number | undefined)[] = [];
      const reader = await log.joinGroup({
        topics: [USAGE_TOPIC],
        group: freshKey('group'),
        onBatch: async (batch) => {
          const mine = batch.records.find((record) => record.key === key);
          if (mine !== undefined && refused.length < 2) {
            refused.push(mine.offset);
            throw new Error('the handler refuses');
          }
          await probe.onBatch(batch);
        },
      });
      const sent = values(5);
      for (const value of sent) await log.append(USAGE_TOPIC, { key, value });
      await until(() => new Set(probe.valuesOf(key)).size >= 5, PATIENCE);
      await reader.close();
      const first = probe.records.find((record) => record.key === key);
      expect(refused).toEqual([first?.offset, first?.offset]);
      expect(inOrderOfFirstArrival(probe.valuesOf(key))).toEqual(sent);
    }, 90_000);

    it('goes on after a restart from the last commit: what was refused comes again, what was handled does not', async () => {
      const group = freshKey('group');
      const key = freshKey('restart');
      const before = new Probe();
      let refusals = 0;
      const reader = await context.log.joinGroup({
        topics: [USAGE_TOPIC],
        group,
        onBatch: async (batch) => {
          if (batch.records.some((record) => record.value === 'refused')) {
            refusals += 1;
            throw new Error('the handler refuses');
          }
          await before.onBatch(batch);
        },
      });
      await context.log.append(USAGE_TOPIC, { key, value: 'handled' });
      await until(() => before.valuesOf(key).includes('handled'), PATIENCE);
      await context.log.append(USAGE_TOPIC, { key, value: 'refused' });
      await until(() => refusals > 0, PATIENCE);
      await reader.close();

      const log = await context.reopen();
      const after = new Probe();
      const again = await log.joinGroup({ topics: [USAGE_TOPIC], group, onBatch: after.onBatch });
      await log.append(USAGE_TOPIC, { key, value: 'new' });
      await until(() => after.valuesOf(key).includes('new'), PATIENCE);
      await again.close();
      expect(after.valuesOf(key)).toEqual(['refused', 'new']);
    }, 150_000);

    it('splits the partitions between two members, and hands those of one that leaves to the other', async () => {
      const { log } = context;
      const group = freshKey('group');
      const keys = freshKeys(log, USAGE_TOPIC);
      const a = new Probe();
      const b = new Probe();
      const readerA = await log.joinGroup({ topics: [USAGE_TOPIC], group, onBatch: a.onBatch });
      const readerB = await log.joinGroup({ topics: [USAGE_TOPIC], group, onBatch: b.onBatch });
      await until(() => bothWork(log, keys, a, b), PATIENCE);

      await readerA.close();
      const handledByA = a.records.length;
      await sendRound(log, keys, 'after the leaving');
      const seen = () => [...keys.values()].every((key) => b.valuesOf(key).includes('after the leaving'));
      await until(seen, { ...PATIENCE, what: 'every partition at the member that stayed' });
      await readerB.close();
      expect(a.records.length).toBe(handledByA);
    }, 150_000);

    it('keeps the positions of groups apart', async () => {
      const { log } = context;
      const key = freshKey('two-groups');
      const probes = [new Probe(), new Probe()];
      const readers = await Promise.all(
        probes.map((probe) =>
          log.joinGroup({ topics: [USAGE_TOPIC], group: freshKey('group'), onBatch: probe.onBatch }),
        ),
      );
      await log.append(USAGE_TOPIC, { key, value: 'for both' });
      await until(() => probes.every((probe) => probe.valuesOf(key).includes('for both')), PATIENCE);
      await Promise.all(readers.map((reader) => reader.close()));
      for (const probe of probes) expect(new Set(probe.valuesOf(key))).toEqual(new Set(['for both']));
    }, 90_000);
  });
}

/** Sends a record to every partition; says whether both members were given some, and each record came to one of them. */
async function bothWork(log: EventLog, keys: Map<number, string>, a: Probe, b: Probe): Promise<boolean> {
  const round = freshKey('round');
  await sendRound(log, keys, round);
  const got = (probe: Probe) => [...keys.values()].filter((key) => probe.valuesOf(key).includes(round));
  await until(() => new Set([...got(a), ...got(b)]).size === keys.size, PATIENCE);
  return got(a).length > 0 && got(b).length > 0 && got(a).length + got(b).length === keys.size;
}

async function sendRound(log: EventLog, keys: Map<number, string>, value: string): Promise<void> {
  await Promise.all([...keys.values()].map((key) => log.append(USAGE_TOPIC, { key, value })));
}

function inOrderOfFirstArrival(received: readonly string[]): string[] {
  return [...new Set(received)];
}
