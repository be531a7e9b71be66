import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DecisionLog, FoldedDecision } from '#decision-log';
import type { Position } from '#domain';
import type { Runtime } from '#platform';
import { type FeedEntry, FeedHistory } from './feed-history.js';

/** A decision log of one partition, as far as the history sees of it. */
class Log {
  readonly positions = new Map<string, Position>();
  readonly history: FeedHistory;
  caughtUp = 0;
  known = true;
  private listener: (folded: FoldedDecision) => void = () => undefined;

  constructor(readonly generation = 'g1') {
    const decisions = {
      onFolded: (listener: (folded: FoldedDecision) => void) => {
        this.listener = listener;
        return () => (this.listener = () => undefined);
      },
      org: (orgId: string) => ({ position: this.positions.get(orgId) ?? null }),
      positionOf: () => (this.known ? { generation, offset: 0 } : null),
      catchUp: () => {
        this.caughtUp += 1;
        return Promise.resolve();
      },
    };
    const runtime = { decisions, ambient: { now: () => 1000 } };
    this.history = new FeedHistory(decisions as unknown as DecisionLog, runtime as unknown as Runtime);
  }

  fold(orgId: string, offset: number, value = 'v'): void {
    const { generation } = this;
    const previousOffset = this.positions.get(orgId)?.offset ?? -1;
    this.positions.set(orgId, { generation, offset });
    const record = {
      topic: 'rescind.decisions.v1',
      partition: 0,
      generation,
      offset,
      appendedAtMs: 900,
      key: orgId,
      value,
      headers: {},
    } as const;
    this.listener({ orgId, record, previousOffset });
  }

  since(offset: number, orgId = 'acme', generation = this.generation): readonly FeedEntry[] | null {
    return this.history.since(orgId, { generation, offset });
  }
}

const offsetsOf = (entries: readonly FeedEntry[] | null): readonly number[] | undefined =>
  entries?.map(({ offset }) => offset);

function logWith(...offsets: readonly number[]): Log {
  const log = new Log();
  for (const offset of offsets) log.fold('acme', offset);
  return log;
}

describe('what comes after a position', () => {
  it('is every decision of the organisation since, each naming the one before', () => {
    const log = logWith(3, 7, 8);
    log.fold('other', 9);
    expect(offsetsOf(log.since(-1))).toEqual([3, 7, 8]);
    expect(offsetsOf(log.since(3))).toEqual([7, 8]);
    expect(JSON.parse(log.since(3)?.[0]?.data ?? '{}')).toEqual({
      prev: 'g1:3',
      appendedAtMs: 900,
      value: 'v',
      headers: {},
    });
  });

  it('is nothing at the head, and before the first decision', () => {
    expect(logWith(3, 7).since(7)).toEqual([]);
    expect(new Log().since(-1)).toEqual([]);
  });

  it.each([
    ['ahead of the head', 9],
    ['between two decisions of the organisation', 5],
    ['before its first decision, and not -1', 1],
  ])('is unknown for a position that lies %s', (_case, offset) => {
    expect(logWith(3, 7).since(offset)).toBeNull();
  });

  it('is unknown for another log, and while none is known', () => {
    const log = logWith(3);
    expect(log.since(3, 'acme', 'g2')).toBeNull();
    const unread = new Log();
    unread.known = false;
    expect(unread.since(-1)).toBeNull();
  });

  it('is unknown once it isn’t kept any more', () => {
    const log = logWith(...Array.from({ length: 4001 }, (_, offset) => offset));
    expect(log.since(-1)).toBeNull();
    expect(log.since(1000)).toBeNull();
    expect(log.since(3000)?.length).toBe(1000);
  });

  it('is left to a snapshot where it is too much for one go', () => {
    const log = new Log();
    for (let offset = 0; offset < 20; offset += 1) log.fold('acme', offset, 'x'.repeat(100_000));
    expect(log.since(-1)).toBeNull();
    expect(offsetsOf(log.since(17))).toEqual([18, 19]);
  });

  it('never has a hole, whatever the offsets and the position', () => {
    const offsets = fc.uniqueArray(fc.nat(60), { maxLength: 30 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(offsets, fc.integer({ min: -1, max: 61 }), (all, from) => {
        const log = logWith(...all);
        const entries = log.since(from);
        if (entries === null) return;
        let last = from;
        for (const entry of entries) {
          expect(entry.previousOffset).toBe(last);
          last = entry.offset;
        }
        expect(last).toBe(all.at(-1) ?? -1);
      }),
    );
  });
});

describe('a decision', () => {
  it('is found by its offset while it is kept', () => {
    const log = logWith(3, 7, 8);
    expect([3, 7, 8].map((offset) => log.history.find('acme', offset)?.offset)).toEqual([3, 7, 8]);
    expect([-1, 0, 4, 9].map((offset) => log.history.find('acme', offset))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(log.history.find('other', 3)).toBeUndefined();
  });
});

describe('a listener', () => {
  it('hears the decisions of its organisation in order, until it stops', () => {
    const log = new Log();
    const heard: number[] = [];
    const stop = log.history.observe('acme', ({ offset }) => heard.push(offset));
    log.fold('acme', 1);
    log.fold('other', 2);
    log.fold('acme', 3);
    stop();
    log.fold('acme', 4);
    expect(heard).toEqual([1, 3]);
  });

  it('that stops twice does not silence the one that came after it', () => {
    const log = new Log();
    const heard: number[] = [];
    const stop = log.history.observe('acme', () => undefined);
    stop();
    log.history.observe('acme', ({ offset }) => heard.push(offset));
    stop();
    log.fold('acme', 1);
    expect(heard).toEqual([1]);
  });
});

describe('who is ahead of this process', () => {
  it('makes it catch up; who isn’t, or reads another log, does not', async () => {
    const log = logWith(3);
    await log.history.reach('acme', { generation: 'g1', offset: 3 });
    await log.history.reach('acme', { generation: 'g2', offset: 9 });
    expect(log.caughtUp).toBe(0);
    await log.history.reach('acme', { generation: 'g1', offset: 4 });
    expect(log.caughtUp).toBe(1);
  });
});
