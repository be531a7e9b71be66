/** Random numbers that are the same in every run (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 (inclusive) to 1 (exclusive). */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.roll() * limit);
  }

  chance(fraction: number): boolean {
    return this.roll() < fraction;
  }

  /** A random item of the list; `undefined` where the list is empty. */
  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  /** An index below `count`. Low ones come far more often: a few apps and users are busy, most are seldom seen. */
  skewed(name: string, count: number): string {
    return `${name}-${String(Math.floor(this.roll() ** 2 * count))}`;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
