/** How close a fact must follow the same fact to be a duplicate of it. Both limits must hold. */
export interface DuplicateLimits {
  readonly offsets: number;
  /** Append time, ms. */
  readonly ms: number;
}

/** Generous: producers retry within seconds, edges within minutes. */
export const DUPLICATE_LIMITS: DuplicateLimits = { offsets: 50_000, ms: 15 * 60_000 };

/** How far append times may go back where a partition changes its leader, ms. Within that, the answers stay the same. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** What has to be known of a record to find duplicates. */
export interface Mark {
  readonly offset: number;
  readonly appendedAtMs: number;
  /** The same for facts that are duplicates of each other; `null`: a record that isn't counted. */
  readonly identity: string | null;
}

/**
 * Finds duplicates in one partition and generation. A fact is a duplicate where the nearest record of the same identity before it stands
 * within the limits. Only offsets and append times decide, so every reader comes to the same answer, however the log is cut into batches
 * and however often they are delivered. Pure.
 *
 * A window can answer for a batch once it knows the records before it: {@link missingFrom} says which ones it lacks, {@link extend} adds
 * them.
 */
export class DuplicateWindow {
  readonly generation: string;
  /** The last record of each identity, in the order of the offsets. */
  readonly #last = new Map<string, Mark>();
  /** Offsets of duplicates, from `#floor` on. */
  readonly #duplicates = new Set<number>();
  readonly #limits: DuplicateLimits;
  /** First offset that the window can answer for. */
  #floor: number;
  /** Offset after the last record that it knows. */
  #next: number;

  /** A window for batches that begin at or after `first`. It has to be extended first by the records from `from` up to `first`. */
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

  /** Number of identities that it holds. */
  get size(): number {
    return this.#last.size;
  }

  /** Where the records begin, up to `first`, that it still has to be extended by; `null`: it can't answer for a batch that begins there. */
  missingFrom(generation: string, first: number): number | null {
    const isWithin = first >= this.#floor && first - this.#next <= this.#limits.offsets;
    return generation === this.generation && isWithin ? Math.min(this.#next, first) : null;
  }

  /** Adds the records that follow on what it knows, in order, up to `end`. */
  extend(marks: readonly Mark[], end: number): void {
    for (const mark of marks) if (mark.offset >= this.#next) this.#add(mark);
    this.#next = Math.max(this.#next, end);
  }

  /**
   * The offsets of a batch's duplicates. Evicts what no later batch can need.
   * @throws RangeError where it doesn't know the records before the batch
   */
  admit(marks: readonly Mark[]): ReadonlySet<number> {
    const [first] = marks;
    const last = marks.at(-1);
    if (first === undefined || last === undefined) return new Set();
    if (first.offset < this.#floor || first.offset > this.#next)
      throw new RangeError(`the window does not know what stands before ${String(first.offset)}`);
    this.#evict(first);
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

  #evict(first: Mark): void {
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
