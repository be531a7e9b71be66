import { describe, expect, it } from '@jest/globals';
import { settingsOf } from '../client/kafka-log.options.js';
import { configOf, dangersOf, declaredTopics, type TopicDeclaration } from './topic-declaration.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const [decisions, usage] = declaredTopics(
  settingsOf({ brokers: ['b:1'], clientId: 'c', partitions: { decisions: 12, usage: 24 } }),
) as [TopicDeclaration, TopicDeclaration];

function existing(declared: TopicDeclaration, changes: Record<string, string> = {}, replicas = 3) {
  const config = new Map([
    ...configOf(declared, replicas),
    ['max.message.bytes', '1048588'],
    ...Object.entries(changes),
  ]);
  return { partitions: declared.partitions, replicas, config };
}

describe('a topic as it is declared', () => {
  it.each([
    [1, '1'],
    [2, '2'],
    [3, '2'],
    [5, '2'],
  ])('with %d replicas acknowledges with %s in sync', (replicas, inSync) => {
    expect(configOf(decisions, replicas).get('min.insync.replicas')).toBe(inSync);
  });

  it('keeps decisions for ever and usage for 400 days', () => {
    expect(configOf(decisions, 1).get('retention.ms')).toBe('-1');
    expect(configOf(usage, 1).get('retention.ms')).toBe(String(400 * 24 * 60 * 60 * 1000));
  });

  it.each([decisions, usage])('is not refused when it exists: $name', (declared) => {
    expect(dangersOf(existing(declared), declared)).toEqual([]);
  });
});

describe('an existing topic', () => {
  it.each<[string, TopicDeclaration, Record<string, string>]>([
    ['is compacted', decisions, { 'cleanup.policy': 'compact' }],
    ['is compacted and deleted from', usage, { 'cleanup.policy': 'compact,delete' }],
    ['lets decisions expire', decisions, { 'retention.ms': String(10 * YEAR_MS) }],
    ['lets usage expire too soon', usage, { 'retention.ms': String(YEAR_MS) }],
    ['is bounded by size', usage, { 'retention.bytes': '1000000000' }],
    ['uses the writers’ times', decisions, { 'message.timestamp.type': 'CreateTime' }],
    ['may elect a replica that lags', decisions, { 'unclean.leader.election.enable': 'true' }],
    ['acknowledges with one copy of three', decisions, { 'min.insync.replicas': '1' }],
    ['can’t hold the largest record', decisions, { 'max.message.bytes': '500000' }],
  ])('is refused, for the one reason, when it %s', (_, declared, changes) => {
    const dangers = dangersOf(existing(declared, changes), declared);
    expect(dangers).toHaveLength(1);
  });

  it.each([11, 13])('is refused when it has %d partitions instead of 12', (partitions) => {
    expect(dangersOf({ ...existing(decisions), partitions }, decisions)).toHaveLength(1);
  });

  it('is refused when a setting that matters can’t be seen', () => {
    const { partitions, replicas } = existing(decisions);
    expect(dangersOf({ partitions, replicas, config: new Map() }, decisions)).toHaveLength(7);
  });

  it.each<[string, TopicDeclaration, Record<string, string>]>([
    ['keeps usage for ever', usage, { 'retention.ms': '-1' }],
    ['keeps usage for longer', usage, { 'retention.ms': String(2 * YEAR_MS) }],
    ['wants more replicas in sync', decisions, { 'min.insync.replicas': '3' }],
  ])('is taken when it %s', (_, declared, changes) => {
    expect(dangersOf(existing(declared, changes), declared)).toEqual([]);
  });
});
