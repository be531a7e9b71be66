/** How far before a fact the same one makes it a duplicate. */
export interface DuplicateLimits {
  readonly offsets: number;
  /** Append time, ms. */
  readonly ms: number;
}

/** Producers try again within seconds, edges within minutes. */
export const DUPLICATE_LIMITS: DuplicateLimits = { offsets: 50_000, ms: 15 * 60_000 };

/** By how much the log's clock may go back, from one leader of a partition to the next, without a different answer, ms. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** A record of a partition, as far as duplicates are concerned. */
export interface Mark {
  readonly offset: number;
  readonly appendedAtMs: number;
  /** What makes it the same as others; `null`: nothing that is counted. */
  readonly identity: string | null;
}

/**
 * Finds the facts of one partition and generation that were appended before: the nearest record of the same identity at a
 * lower offset stands within the limits. Offsets and append times alone decide, so whoever reads the log, and however
 * often it is cut into batches and given again, comes to the same answer. Pure.
 *
 * A window answers for a batch once it was told what stands before it; {@link wantsFrom} says from which offset on.
 */
export class DuplicateWindow {
  readonly generation: string;
  /** Where each identity stands last, in the order of the offsets. */
  readonly #last = new Map<string, Mark>();
  /** Duplicates from `#floor` on. */
  readonly #duplicates = new Set<number>();
  readonly #limits: DuplicateLimits;
  /** First offset for which the answers are right. */
  #floor: number;
  /** Offset after the last record that it was told of. */
  #next: number;

  /** A window for batches that begin at or after `first`; it wants to be told of what stands from `from` on before that. */
  constructor(
    generation: string,
    { from, first }: { from: number; first: number },
    limits = DUPLICATE_LIMITS,
  ) {
    this.generation = generation;
    this.#floor = first;
    this.#next = from;
    this.#limits = limits;
  }

  /** How many identities it holds. */
  get size(): number {
    return this.#last.size;
  }

  /** Offset from which it has to be told on, up to `first`; `null`: it can't answer for a batch that begins there. */
  wantsFrom(generation: string, first: number): number | null {
    const isWithin = first >= this.#floor && first - this.#next <= this.#limits.offsets;
    return generation === this.generation && isWithin ? Math.min(this.#next, first) : null;
  }

  /** Tells it of records from where it stands on, up to `end`, in order. */
  extend(marks: readonly Mark[], end: number): void {
    for (const mark of marks) if (mark.offset >= this.#next) this.#add(mark);
    this.#next = Math.max(this.#next, end);
  }

  /**
   * The offsets of a batch's duplicates. It forgets what no later batch can need.
   * @throws RangeError when it was not told what stands before the batch
   */
  admit(marks: readonly Mark[]): ReadonlySet<number> {
    const [first] = marks;
    const last = marks.at(-1);
    if (first === undefined || last === undefined) return new Set();
    if (first.offset < this.#floor || first.offset > this.#next)
      throw new RangeError(`the window does not know what stands before ${String(first.offset)}`);
    this.#forget(first);
    this.extend(marks, last.offset + 1);
    return new Set(marks.map(({ offset }) => offset).filter((offset) => this.#duplicates.has(offset)));
  }

  #add(mark: Mark): void {
    if (mark.identity === null) return;
    const before = this.#last.get(mark.identity);
    if (before !== undefined) {
      const isNear = mark.offset - before.offset <= this.#limits.offsets;
      if (isNear && mark.appendedAtMs - before.appendedAtMs <= this.#limits.ms)
        this.#duplicates.add(mark.offset);
      this.#last.delete(mark.identity);
    }
    this.#last.set(mark.identity, mark);
  }

  #forget(first: Mark): void {
    this.#floor = first.offset;
    for (const offset of this.#duplicates) if (offset < first.offset) this.#duplicates.delete(offset);
    for (const [identity, mark] of this.#last) {
      if (canMatter(mark, first, this.#limits)) break;
      this.#last.delete(identity);
    }
  }
}

/** Whether a record can make a duplicate of `first`, or of one after it. */
export function canMatter(
  { offset, appendedAtMs }: Pick<Mark, 'offset' | 'appendedAtMs'>,
  first: Pick<Mark, 'offset' | 'appendedAtMs'>,
  limits = DUPLICATE_LIMITS,
): boolean {
  const isNear = first.offset - offset <= limits.offsets;
  return isNear && first.appendedAtMs - appendedAtMs <= limits.ms + CLOCK_SLACK_MS;
}
