/** One reader's health out of that of its partitions: healthy again only when all of them are. */
export class ConsumerHealth {
  readonly #troubled = new Set<unknown>();
  readonly #report: (healthy: boolean, detail: string) => void;

  constructor(report: (healthy: boolean, detail: string) => void = () => undefined) {
    this.#report = report;
  }

  trouble(source: unknown, detail: string): void {
    const known = this.#troubled.has(source);
    this.#troubled.add(source);
    if (!known) this.#report(false, detail);
  }

  /** The source reads again, or reads no more. */
  clear(source: unknown): void {
    if (this.#troubled.delete(source) && this.#troubled.size === 0) this.#report(true, 'reading');
  }
}
