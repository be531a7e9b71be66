/** The health of one consumer, from that of its partitions: it is healthy again when all of them are. */
export class ConsumerHealth {
  readonly #troubled = new Set<unknown>();
  readonly #report: (healthy: boolean, detail: string) => void;

  constructor(report: (healthy: boolean, detail: string) => void = () => undefined) {
    this.#report = report;
  }

  /** The source can't read at the moment. */
  trouble(source: unknown, detail: string): void {
    const known = this.#troubled.has(source);
    this.#troubled.add(source);
    if (!known) this.#report(false, detail);
  }

  /** The source works again, or has stopped for good. */
  clear(source: unknown): void {
    if (this.#troubled.delete(source) && this.#troubled.size === 0) this.#report(true, 'reading');
  }
}
