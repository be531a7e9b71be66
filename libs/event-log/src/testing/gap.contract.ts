import { describe, expect, it } from '@jest/globals';
import {
  DECISIONS_TOPIC,
  USAGE_TOPIC,
  type LogGap,
  type StartAt,
  type TopicName,
} from '../event-log.port.js';
import { collect, Probe } from './collect.js';
import { freshKey, values, type ContractContext } from './contract-context.js';
import { until } from './until.js';

/** What a consumer is told instead of getting other records than it asked for. */
export function gapContract(context: ContractContext): void {
  describe('gaps', () => {
    it('reports another generation than the reader knew, and gives no record', async () => {
      const { log } = context;
      const { partition, bounds } = await anAppend(context);
      const start = { generation: 'a-generation-from-elsewhere', offset: bounds.first };
      const { gap, records } = await meetGap(context, DECISIONS_TOPIC, partition, start);
      expect(gap).toMatchObject({
        topic: DECISIONS_TOPIC,
        partition,
        kind: 'generation-changed',
        expected: start,
      });
      expect(gap.found.generation).toBe((await log.bounds(DECISIONS_TOPIC, partition)).generation);
      expect(records).toEqual([]);
    });

    it('reports a start beyond the end, and gives no record', async () => {
      const { partition, bounds } = await anAppend(context);
      const start = { generation: bounds.generation, offset: bounds.end + 1_000_000 };
      const { gap, records } = await meetGap(context, DECISIONS_TOPIC, partition, start);
      expect(gap).toMatchObject({ partition, kind: 'offset-regressed', expected: start });
      expect(gap.found.end).toBeGreaterThanOrEqual(bounds.end);
      expect(records).toEqual([]);
    });

    it('accepts the very end as a start like any other', async () => {
      const { log } = context;
      const { key, partition, bounds } = await anAppend(context);
      const probe = new Probe();
      const from = new Map([[partition, { generation: bounds.generation, offset: bounds.end }]]);
      const reader = await log.consume({ topic: DECISIONS_TOPIC, from, ...probe.handlers });
      const { offset } = await log.append(DECISIONS_TOPIC, { key, value: 'next' });
      await until(() => probe.valuesOf(key).includes('next'), { what: 'the next record' });
      await reader.close();
      expect(probe.gaps).toEqual([]);
      expect(probe.records.filter((r) => r.key === key).map((r) => r.offset)).toEqual([offset]);
    });

    it('reports records that expired before the reader came, once deletion is possible', async () => {
      const { log, harness } = context;
      if (harness.deleteBefore === undefined) return;
      const key = freshKey('expired');
      const partition = log.partitionOf(USAGE_TOPIC, key);
      for (const value of values(5)) await log.append(USAGE_TOPIC, { key, value });
      const { generation, end } = await log.bounds(USAGE_TOPIC, partition);
      await harness.deleteBefore(USAGE_TOPIC, partition, end - 2);

      expect((await log.bounds(USAGE_TOPIC, partition)).first).toBe(end - 2);
      const start = { generation, offset: end - 4 };
      const { gap, records } = await meetGap(context, USAGE_TOPIC, partition, start);
      expect(gap).toMatchObject({ partition, kind: 'records-expired', expected: start });
      expect(gap.found.first).toBe(end - 2);
      expect(records).toEqual([]);

      const fromNothing = new Map([[partition, { generation: null, offset: 0 }]]);
      const left = await collect(log, USAGE_TOPIC, { from: fromNothing, count: 2 });
      expect(left.slice(0, 2).map((record) => record.offset)).toEqual([end - 2, end - 1]);
    });
  });
}

async function anAppend(context: ContractContext) {
  const { log } = context;
  const key = freshKey('gap');
  const { partition } = await log.append(DECISIONS_TOPIC, { key, value: '{}' });
  return { key, partition, bounds: await log.bounds(DECISIONS_TOPIC, partition) };
}

async function meetGap(context: ContractContext, topic: TopicName, partition: number, start: StartAt) {
  const probe = new Probe();
  const from = new Map([[partition, start]]);
  const reader = await context.log.consume({ topic, from, ...probe.handlers });
  await until(() => probe.gaps.length > 0, { what: 'the gap' });
  await context.log.append(topic, { key: keyOf(context, topic, partition), value: '{}' });
  await reader.close();
  const [gap, ...more] = probe.gaps;
  expect(more).toEqual([]);
  if (gap === undefined) throw new Error('no gap was reported');
  return { gap: gap satisfies LogGap, records: probe.records };
}

function keyOf(context: ContractContext, topic: TopicName, partition: number): string {
  for (;;) {
    const key = freshKey('after-gap');
    if (context.log.partitionOf(topic, key) === partition) return key;
  }
}
