import { describe, expect, it } from '@jest/globals';
import { DECISIONS_TOPIC, type LogGap, type LogRecord, type StartAt } from '../event-log.port.js';
import { gapAtStart, runLength } from './log-gap.js';

const held = { generation: 'g', first: 10, end: 20 };

describe('gap at a start', () => {
  it.each<[StartAt, LogGap['kind'] | null]>([
    [{ generation: 'g', offset: 10 }, null],
    [{ generation: 'g', offset: 20 }, null],
    [{ generation: null, offset: 0 }, null],
    [{ generation: null, offset: 15 }, null],
    [{ generation: 'g', offset: 21 }, 'offset-regressed'],
    [{ generation: null, offset: 21 }, 'offset-regressed'],
    [{ generation: 'g', offset: 9 }, 'records-expired'],
    [{ generation: 'g', offset: 0 }, 'records-expired'],
    [{ generation: null, offset: 9 }, 'records-expired'],
    [{ generation: 'other', offset: 15 }, 'generation-changed'],
    [{ generation: 'other', offset: 99 }, 'generation-changed'],
  ])('of %j in a partition that holds 10 to 19 is %j', (start, kind) => {
    expect(gapAtStart(start, held)).toBe(kind);
  });
});

describe('run of records', () => {
  const records = (...offsets: number[]) =>
    offsets.map((offset): LogRecord => {
      const place = {
        topic: DECISIONS_TOPIC,
        partition: 0,
        generation: 'g',
        offset,
        appendedAtMs: 0,
      } as const;
      return { ...place, key: 'k', value: '{}', headers: {} };
    });

  it('ends at the first hole', () => {
    expect(runLength(records(5, 6, 7), 5)).toBe(3);
    expect(runLength(records(5, 7, 8), 5)).toBe(1);
    expect(runLength(records(6, 7), 5)).toBe(0);
    expect(runLength([], 5)).toBe(0);
  });
});
