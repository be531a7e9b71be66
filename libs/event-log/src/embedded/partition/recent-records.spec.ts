import { describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC, type LogRecord } from '../../event-log.port.js';
import { RecentRecords } from './recent-records.js';

const MEBIBYTE = 1024 * 1024;

function run(from: number, count: number, bytes = 1) {
  return Array.from({ length: count }, (_, index) => {
    const place = { topic: DECISIONS_TOPIC, partition: 0, generation: 'g', appendedAtMs: 0 } as const;
    const record: LogRecord = { ...place, offset: from + index, key: 'k', value: '{}', headers: {} };
    return { record, bytes };
  });
}

describe('recent records', () => {
  const offsets = (records: readonly LogRecord[] | null) => records?.map(({ offset }) => offset) ?? null;

  it('are given from the offset asked for to the last, and not at all where one is missing', () => {
    const recent = new RecentRecords();
    expect(recent.from(0)).toBeNull();
    recent.add(run(5, 2));
    recent.add(run(7, 1));
    expect(offsets(recent.from(5))).toEqual([5, 6, 7]);
    expect(offsets(recent.from(7))).toEqual([7]);
    expect(recent.from(4)).toBeNull();
    expect(recent.from(8)).toBeNull();
  });

  it('are at most 1000, the last ones', () => {
    const recent = new RecentRecords();
    recent.add(run(0, 900));
    recent.add(run(900, 300));
    expect(recent.from(199)).toBeNull();
    expect(recent.from(200)).toHaveLength(1_000);
  });

  it('are at most 4 MiB', () => {
    const recent = new RecentRecords();
    recent.add(run(0, 9, MEBIBYTE));
    expect(recent.from(4)).toBeNull();
    expect(offsets(recent.from(5))).toEqual([5, 6, 7, 8]);
  });

  it('do not outlive their deletion', () => {
    const recent = new RecentRecords();
    recent.add(run(0, 5));
    recent.dropBefore(3);
    expect(recent.from(2)).toBeNull();
    expect(offsets(recent.from(3))).toEqual([3, 4]);
  });
});
