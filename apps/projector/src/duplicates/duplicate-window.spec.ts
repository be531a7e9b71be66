import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DUPLICATE_LIMITS, DuplicateWindow, type Mark } from './duplicate-window.js';

const LIMITS = { offsets: 8, ms: 100 };

/** A partition with holes, a clock that stands still or leaps, and few enough identities that they meet. */
const partition = fc
  .array(
    fc.record({
      hole: fc.constantFrom(0, 0, 0, 1, 5),
      wait: fc.constantFrom(0, 0, 10, 60, 100, 101),
      identity: fc.constantFrom('a', 'b', 'c', 'd', null),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((drafts) => {
    let next = 0;
    let appendedAtMs = 0;
    return drafts.map(({ hole, wait, identity }): Mark => {
      const offset = next + hole;
      next = offset + 1;
      appendedAtMs += wait;
      return { offset, appendedAtMs, identity };
    });
  });

/** The rule, over the whole log: the nearest record before it that is the same is near enough. */
function duplicatesIn(log: readonly Mark[]): readonly number[] {
  return log.flatMap((mark, at) => {
    const before = log.slice(0, at).findLast(({ identity }) => identity === mark.identity);
    if (mark.identity === null || before === undefined) return [];
    const isNear = mark.offset - before.offset <= LIMITS.offsets;
    return isNear && mark.appendedAtMs - before.appendedAtMs <= LIMITS.ms ? [mark.offset] : [];
  });
}

/** A process that is given batches, and reads back what its window wants. */
class Reader {
  #window: DuplicateWindow | null = null;

  constructor(
    readonly log: readonly Mark[],
    readonly generation = 'g1',
  ) {}

  take(batch: readonly Mark[]): readonly number[] {
    const first = batch[0]?.offset ?? 0;
    const wanted = this.#window?.missingFrom(this.generation, first) ?? null;
    const from = wanted ?? Math.max(0, first - LIMITS.offsets);
    if (this.#window === null || wanted === null)
      this.#window = new DuplicateWindow(this.generation, { from, first }, LIMITS);
    const before = this.log.filter(({ offset }) => offset >= from && offset < first);
    this.#window.extend(before, first);
    return [...this.#window.admit(batch)];
  }

  restart(): void {
    this.#window = null;
  }
}

const within = (log: readonly Mark[], batch: readonly Mark[]): readonly number[] =>
  duplicatesIn(log).filter((offset) => batch.some((mark) => mark.offset === offset));

describe('the window of duplicates', () => {
  it('comes to the same answer wherever a reader begins, is given again, skips or starts anew', () => {
    const deliveries = fc.array(
      fc.record({ at: fc.nat(59), count: fc.integer({ min: 1, max: 15 }), restarts: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(partition, deliveries, (log, given) => {
        const reader = new Reader(log);
        for (const { at, count, restarts } of given) {
          if (restarts) reader.restart();
          const batch = log.slice(at % log.length, (at % log.length) + count);
          expect(reader.take(batch)).toEqual(within(log, batch));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes to the same answer whatever the batches are, without reading anything back', () => {
    fc.assert(
      fc.property(partition, fc.array(fc.integer({ min: 1, max: 20 })), (log, sizes) => {
        const window = new DuplicateWindow('g1', { from: 0, first: log[0]?.offset ?? 0 }, LIMITS);
        window.extend([], log[0]?.offset ?? 0);
        const found: number[] = [];
        for (let at = 0, turn = 0; at < log.length; turn += 1) {
          const batch = log.slice(at, at + (sizes[turn % (sizes.length || 1)] ?? log.length));
          at += batch.length;
          window.extend([], batch[0]?.offset ?? 0);
          found.push(...window.admit(batch));
        }
        expect(found).toEqual(duplicatesIn(log));
      }),
    );
  });

  it('takes a record for no duplicate of itself when its batch is given again, whole or in part', () => {
    const marks = Array.from({ length: 6 }, (_, offset) => ({
      offset,
      appendedAtMs: 0,
      identity: String(offset),
    }));
    const window = new DuplicateWindow('g1', { from: 0, first: 0 }, LIMITS);
    for (const batch of [marks, marks, marks.slice(0, 3), marks.slice(2)])
      expect(window.admit(batch).size).toBe(0);
  });

  it('answers for nothing of another generation, before its floor, or far beyond its end', () => {
    const window = new DuplicateWindow('g1', { from: 2, first: 10 }, LIMITS);
    expect(window.missingFrom('g2', 10)).toBeNull();
    expect(window.missingFrom('g1', 9)).toBeNull();
    expect(window.missingFrom('g1', 10)).toBe(2);
    expect(window.missingFrom('g1', 11)).toBeNull();
    expect(() => window.admit([{ offset: 10, appendedAtMs: 0, identity: 'a' }])).toThrow(RangeError);
  });

  it('holds no more than what can matter: so many offsets, and so much time', () => {
    const window = new DuplicateWindow('g1', { from: 0, first: 0 });
    const batch = (from: number, atMs: number): readonly Mark[] =>
      Array.from({ length: 1_000 }, (_, at) => ({
        offset: from + at,
        appendedAtMs: atMs,
        identity: String(from + at),
      }));
    for (let from = 0; from < 3 * DUPLICATE_LIMITS.offsets; from += 1_000) {
      expect(window.admit(batch(from, 0)).size).toBe(0);
      expect(window.size).toBeLessThanOrEqual(DUPLICATE_LIMITS.offsets + 1_000);
    }
    window.admit(batch(3 * DUPLICATE_LIMITS.offsets, 2 * DUPLICATE_LIMITS.ms));
    expect(window.size).toBe(1_000);
  });
});
